use super::wire::Wire;
use super::*;
use serde_json::json;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Images {
    images_set: List<Image>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    image_id: String,
    is_public: bool,
}

/// Shortened from the example of EC2's DescribeImages in its API Reference.
const IMAGES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeImagesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>
  <imagesSet>
    <item><imageId>ami-1a2b3c4d</imageId><isPublic>true</isPublic><productCodes/><name>a &amp; b</name></item>
    <item><imageId>ami-2</imageId><isPublic>false</isPublic></item>
  </imagesSet>
</DescribeImagesResponse>"#;

#[tokio::test]
async fn a_form_is_signed_and_its_xml_is_read() {
    let (wire, aws) = Wire::answering(&[(200, IMAGES)]);
    let parameters: Vec<_> = numbered("ImageId", ["ami-1a2b3c4d", "ami-2"]).collect();
    let images: Images = EC2.call(&aws, "DescribeImages", &parameters).await.unwrap();
    let ids: Vec<_> =
        images.images_set.all.iter().map(|image| (image.image_id.as_str(), image.is_public)).collect();
    assert_eq!(ids, [("ami-1a2b3c4d", true), ("ami-2", false)]);
    assert_eq!(images.next_token, None);
    let asked = wire.asked.lock().unwrap();
    let [(uri, heads, body)] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(uri, "https://ec2.eu-west-1.amazonaws.com/");
    assert_eq!(body, "Action=DescribeImages&Version=2016-11-15&ImageId.1=ami-1a2b3c4d&ImageId.2=ami-2");
    assert!(heads.contains("/eu-west-1/ec2/aws4_request, SignedHeaders="), "{heads}");
    assert!(heads.contains(" api/ec2/"), "{heads}");
}

#[tokio::test]
async fn json_goes_to_its_target() {
    let (wire, aws) =
        Wire::answering(&[(200, r#"{ "Attributes": { "ApproximateNumberOfMessages": "3" } }"#)]);
    let body = json!({ "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/q" });
    let answer: Value = SQS.call(&aws, "GetQueueAttributes", &body).await.unwrap();
    assert_eq!(answer["Attributes"]["ApproximateNumberOfMessages"], "3");
    let asked = wire.asked.lock().unwrap();
    assert!(asked[0].1.contains("\nAmazonSQS.GetQueueAttributes\napplication/x-amz-json-1.0\n"), "{asked:?}");
    assert_eq!(asked[0].2, body.to_string());
}

/// The forms of an error: EC2 API Reference, "Error codes"; IAM API Reference, "Common Errors"; AWS JSON 1.1 of Smithy.
#[tokio::test]
async fn each_protocols_refusal_names_call_code_and_request() {
    let ec2 = "<?xml version=\"1.0\"?><Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not \
               authorized</Message></Error></Errors><RequestID>ea966190</RequestID></Response>";
    let iam = "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>NoSuchEntity</Code>\
               <Message>The role with name x cannot be found.</Message></Error><RequestId>7a62c49f</RequestId></ErrorResponse>";
    let (_, aws) = Wire::answering(&[(403, ec2)]);
    let said = EC2.call::<Value>(&aws, "GetEbsEncryptionByDefault", &[]).await.unwrap_err();
    assert_eq!(said.line(), "ec2:GetEbsEncryptionByDefault: UnauthorizedOperation: You are not authorized");
    assert!(
        said.text().contains("id-1")
            && said.text().contains("needs the permission ec2:GetEbsEncryptionByDefault")
    );
    let (_, aws) = Wire::answering(&[(404, iam)]);
    let said = IAM.call::<Value>(&aws, "GetRole", &[]).await.unwrap_err();
    assert_eq!(said.code(), Some("NoSuchEntity"));
    let (_, aws) =
        Wire::answering(&[(400, r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}"#)]);
    let said = SQS.call::<Value>(&aws, "GetQueueAttributes", &json!({})).await.unwrap_err();
    assert_eq!(said.line(), "sqs:GetQueueAttributes: QueueDoesNotExist: gone");
    let (_, aws) = Wire::answering(&[(403, "<html>a proxy</html>")]);
    let said = EC2.call::<Value>(&aws, "DescribeImages", &[]).await.unwrap_err();
    assert_eq!(said.line(), "ec2:DescribeImages: Unknown: the service gave no message");
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    let busy = r#"{"__type":"TooManyRequestsException","Message":"slow down"}"#;
    let (wire, aws) = Wire::answering(&[(400, busy), (503, ""), (200, "{}")]);
    let answer: Value = SERVICE_QUOTAS.call(&aws, "GetServiceQuota", &json!({})).await.unwrap();
    assert_eq!((answer, wire.asked.lock().unwrap().len()), (json!({}), 3));
}

#[tokio::test]
async fn a_response_without_sense_or_end_is_a_failure() {
    let (_, aws) = Wire::answering(&[(200, "<a><b></a>")]);
    let said = EC2.call::<Images>(&aws, "DescribeImages", &[]).await.unwrap_err();
    assert!(said.line().starts_with("ec2:DescribeImages: the response can't be read: "), "{}", said.line());
    let large = format!("<a>{}</a>", " ".repeat(9 * 1024 * 1024));
    let (_, aws) = Wire::answering(&[(200, large.as_str()), (200, large.as_str()), (200, large.as_str())]);
    let said = EC2.call::<Images>(&aws, "DescribeImages", &[]).await.unwrap_err();
    assert!(said.line().contains("length limit exceeded"), "{}", said.line());
}
