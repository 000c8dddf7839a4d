//! Bodies of the operations, for the tests that go through all of them.

use deskport_shared::operation::OperationName;
use serde_json::{Value, json};

/// Bodies of an operation that together hold every member; those that exclude each other stand in several.
pub fn whole(operation: OperationName) -> Vec<Value> {
    let tags = json!([{ "Key": "team", "Value": "finance" }]);
    let custom = |source: Value| {
        json!({ "ImageName": "n", "ImageDescription": "d", "ComputeType": "BASE", "Protocol": "DCV",
        "ImageSource": source, "Platform": "WINDOWS", "OsVersion": "Windows_10", "Tags": tags, "ImageValidationMode": "SERVICE_MANAGED",
        "InfrastructureConfigurationArn": "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol" })
    };
    let imported = |source: Value| {
        let mut body = json!({ "Name": "n", "Description": "d", "DisplayName": "d", "Tags": { "team": "finance" },
            "RuntimeValidationConfig": { "IntendedInstanceType": "stream.standard.large" }, "AgentSoftwareVersion": "CURRENT_LATEST",
            "AppCatalogConfig": [{ "Name": "a", "DisplayName": "a", "AbsoluteAppPath": "a", "AbsoluteIconPath": "a",
                "AbsoluteManifestPath": "a", "WorkingDirectory": "a", "LaunchParameters": "a" }] });
        for (name, value) in source.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    };
    match operation {
        OperationName::ImportWorkspaceImage => {
            vec![json!({ "Ec2ImageId": "ami-01234567", "IngestionProcess": "BYOL_REGULAR_WSP",
            "ImageName": "n", "ImageDescription": "d", "Tags": tags, "Applications": ["Microsoft_Office_2019"] })]
        }
        OperationName::ImportCustomWorkspaceImage => vec![
            custom(json!({ "Ec2ImageId": "ami-01234567" })),
            custom(json!({ "Ec2ImportTaskId": "import-ami-01234567" })),
            custom(
                json!({ "ImageBuildVersionArn": "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1" }),
            ),
        ],
        OperationName::CreateWorkspaceImage => {
            vec![json!({ "Name": "n", "Description": "d", "WorkspaceId": "ws-01234567", "Tags": tags })]
        }
        OperationName::CreateImportedImage => vec![
            imported(
                json!({ "SourceAmiId": "ami-01234567", "IamRoleArn": "arn:aws:iam::111122223333:role/import" }),
            ),
            imported(json!({ "WorkspaceImageId": "wsi-0a1b2c3d4" })),
        ],
        OperationName::CreateWorkspaceBundle => {
            vec![
                json!({ "BundleName": "n", "BundleDescription": "d", "ImageId": "wsi-0a1b2c3d4", "Tags": tags,
                "ComputeType": { "Name": "STANDARD" }, "UserStorage": { "Capacity": "50" }, "RootStorage": { "Capacity": "80" } }),
            ]
        }
        OperationName::UpdateWorkspaceBundle => {
            vec![json!({ "BundleId": "wsb-0a1b2c3d4", "ImageId": "wsi-0a1b2c3d4" })]
        }
        OperationName::CopyWorkspaceImage => {
            vec![json!({ "Name": "copied", "SourceImageId": "wsi-000000002",
            "SourceRegion": "eu-west-1", "Description": "d", "Tags": tags })]
        }
        OperationName::UpdateWorkspaceImagePermission => {
            vec![
                json!({ "ImageId": "wsi-000000002", "AllowCopyImage": true, "SharedAccountId": "444455556666" }),
            ]
        }
        OperationName::UpdateFleet => vec![
            json!({ "Name": "finance-fleet", "ImageName": "apps-new" }),
            json!({ "Name": "finance-fleet", "ImageArn": "arn:aws:appstream:eu-west-1:111122223333:image/apps-new" }),
        ],
        OperationName::CopyImage => {
            vec![json!({ "SourceImageName": "apps-new", "DestinationImageName": "copied",
            "DestinationRegion": "us-east-1", "DestinationImageDescription": "d" })]
        }
        OperationName::UpdateImagePermissions => {
            vec![json!({ "Name": "apps-new", "SharedAccountId": "444455556666",
            "ImagePermissions": { "allowFleet": true, "allowImageBuilder": false } })]
        }
        // Deskport's own: its rules are tested beside them.
        OperationName::Approve => Vec::new(),
    }
}
