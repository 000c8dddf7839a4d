//! ec2:DescribeImages: the AMIs of these ids, as far as the account may see them.

use crate::aws::Session;
use crate::aws::query::{EC2, List, numbered};
use crate::trouble::Trouble;
use deskport_shared::ami::{self, Image};
use serde::Deserialize;

/// The response. Its names are EC2's own in XML (EC2 API Reference: Image), which are not those of its JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(default)]
    images_set: List<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    image_id: String,
    name: Option<String>,
    description: Option<String>,
    creation_date: Option<String>,
    image_owner_id: Option<String>,
    image_state: Option<String>,
    image_type: Option<String>,
    architecture: Option<String>,
    virtualization_type: Option<String>,
    boot_mode: Option<String>,
    tpm_support: Option<String>,
    ena_support: Option<bool>,
    platform: Option<String>,
    platform_details: Option<String>,
    root_device_name: Option<String>,
    #[serde(default)]
    block_device_mapping: List<Device>,
    #[serde(default)]
    product_codes: List<Product>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Device {
    device_name: Option<String>,
    ebs: Option<Ebs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ebs {
    encrypted: Option<bool>,
    volume_size: Option<u64>,
    volume_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    product_code: Option<String>,
    r#type: Option<String>,
}

impl From<Described> for Image {
    fn from(one: Described) -> Self {
        let ebs = |ebs: Ebs| ami::Ebs {
            encrypted: ebs.encrypted,
            volume_size: ebs.volume_size,
            volume_type: ebs.volume_type,
        };
        let device = |device: Device| ami::BlockDeviceMapping {
            device_name: device.device_name,
            ebs: device.ebs.map(ebs),
        };
        let product = |product: Product| ami::ProductCode {
            product_code_id: product.product_code,
            product_code_type: product.r#type,
        };
        Self {
            image_id: one.image_id,
            name: one.name,
            description: one.description,
            creation_date: one.creation_date,
            owner_id: one.image_owner_id,
            state: one.image_state,
            image_type: one.image_type,
            architecture: one.architecture,
            virtualization_type: one.virtualization_type,
            boot_mode: one.boot_mode,
            tpm_support: one.tpm_support,
            ena_support: one.ena_support,
            platform: one.platform,
            platform_details: one.platform_details,
            root_device_name: one.root_device_name,
            block_device_mappings: one.block_device_mapping.all.into_iter().map(device).collect(),
            product_codes: one.product_codes.all.into_iter().map(product).collect(),
        }
    }
}

/// Those that there are. By a filter: an id that is unknown is then no error of all the others.
pub(crate) async fn call(aws: &Session, ids: &[&str]) -> Result<Vec<Image>, Trouble> {
    let mut parameters = vec![
        ("IncludeDeprecated".to_owned(), "true".to_owned()),
        ("Filter.1.Name".to_owned(), "image-id".to_owned()),
    ];
    parameters.extend(numbered("Filter.1.Value", ids.iter().copied()));
    let response: Response = EC2.call(aws, "DescribeImages", &parameters).await?;
    Ok(response.images_set.all.into_iter().map(Image::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The elements are those of the EC2 API Reference: Image, BlockDeviceMapping, EbsBlockDevice, ProductCode.
    #[tokio::test]
    async fn what_the_rules_read_is_read() {
        let answer = "<DescribeImagesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>1</requestId><imagesSet>\
            <item><imageId>ami-0abc1234def567890</imageId><imageLocation>1/golden</imageLocation><imageState>available</imageState>\
            <imageOwnerId>111122223333</imageOwnerId><isPublic>false</isPublic><architecture>x86_64</architecture>\
            <imageType>machine</imageType><platform>windows</platform><platformDetails>Windows BYOL</platformDetails><name>golden</name>\
            <rootDeviceName>/dev/sda1</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/sda1</deviceName><ebs>\
            <snapshotId>snap-1</snapshotId><volumeSize>80</volumeSize><volumeType>gp3</volumeType><encrypted>true</encrypted></ebs></item>\
            <item><deviceName>xvdca</deviceName><virtualName>ephemeral0</virtualName></item></blockDeviceMapping>\
            <virtualizationType>hvm</virtualizationType><enaSupport>true</enaSupport><bootMode>uefi</bootMode><tpmSupport>v2.0</tpmSupport>\
            <creationDate>2026-11-18T21:04:11.000Z</creationDate><productCodes><item><productCode>abc</productCode>\
            <type>marketplace</type></item></productCodes></item></imagesSet></DescribeImagesResponse>";
        let (wire, aws) = Wire::answering(&[(200, answer)]);
        let images = call(&aws, &["ami-0abc1234def567890", "ami-00000000"]).await.unwrap();
        let wanted = serde_json::json!({
            "ImageId": "ami-0abc1234def567890", "Name": "golden", "CreationDate": "2026-11-18T21:04:11.000Z",
            "OwnerId": "111122223333", "State": "available", "ImageType": "machine", "Architecture": "x86_64",
            "VirtualizationType": "hvm", "BootMode": "uefi", "TpmSupport": "v2.0", "EnaSupport": true, "Platform": "windows",
            "PlatformDetails": "Windows BYOL", "RootDeviceName": "/dev/sda1",
            "BlockDeviceMappings": [
                { "DeviceName": "/dev/sda1", "Ebs": { "Encrypted": true, "VolumeSize": 80, "VolumeType": "gp3" } },
                { "DeviceName": "xvdca" } ],
            "ProductCodes": [{ "ProductCodeId": "abc", "ProductCodeType": "marketplace" }] });
        assert_eq!(images, [serde_json::from_value::<Image>(wanted).unwrap()]);
        let asked = wire.asked.lock().unwrap()[0].2.clone();
        assert!(
            asked.ends_with("Filter.1.Value.1=ami-0abc1234def567890&Filter.1.Value.2=ami-00000000"),
            "{asked}"
        );
    }

    #[tokio::test]
    async fn none_is_an_empty_list() {
        let (_, aws) =
            Wire::answering(&[(200, "<DescribeImagesResponse><imagesSet/></DescribeImagesResponse>")]);
        assert_eq!(call(&aws, &["ami-00000000"]).await, Ok(Vec::new()));
    }
}
