//! The form of templates and policies, and what roles allow.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Ask, Permission, Roles, Stack, Template};

const TEMPLATE: &str = r#"
Parameters:
  Allowed: { Type: String, Default: "false" }
  Needed: { Type: String }
  Regions: { Type: String, Default: "us-*" }
Conditions:
  IsAllowed: !Equals [!Ref Allowed, "true"]
  IsNot: !Not [!Equals [!Ref Allowed, "true"]]
Resources:
  Topic: { Type: "AWS::SNS::Topic" }
  Function:
    Type: AWS::Serverless::Function
    Properties: { Role: !GetAtt FunctionRole.Arn }
  FunctionRole:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref AWS::NoValue
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: function
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - { Effect: Allow, Action: "sns:Publish", Resource: !Ref Topic }
              - Effect: Allow
                Action: [appstream:DeleteImage, appstream:TagResource]
                Resource: !Sub arn:${AWS::Partition}:appstream:${AWS::Region}:${AWS::AccountId}:image/*
                Condition:
                  "Null": { "aws:ResourceTag/deskport:run": "false" }
              - !If
                - IsAllowed
                - { Effect: Allow, Action: "workspaces:ModifyAccount", Resource: "*" }
                - !Ref AWS::NoValue
              - Effect: Allow
                Action: workspaces:CreateTags
                Resource: "*"
                Condition:
                  StringLike: { "aws:RequestedRegion": !Split [",", !Sub "${AWS::Region},${Regions}"] }
              - Effect: Allow
                Action: iam:PassRole
                Resource: !Sub
                  - arn:aws:iam::${AWS::AccountId}:role/${Prefix}*
                  - { Prefix: !If [IsNot, import, other] }
                Condition:
                  StringEquals: { "iam:PassedToService": [appstream.amazonaws.com, ec2.amazonaws.com] }
  OnlyWhereAllowed:
    Type: AWS::IAM::Role
    Condition: IsAllowed
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: allowed
          PolicyDocument:
            Version: "2012-10-17"
            Statement: [{ Effect: Allow, Action: "states:SendTaskSuccess", Resource: "*" }]
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: { RoleArn: !GetAtt MachineRole.Arn }
  MachineRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: [!Ref Managed]
      Policies:
        - PolicyName: machine
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: states:DescribeExecution
                Resource: !Sub arn:aws:states:${AWS::Region}:${AWS::AccountId}:execution:${Machine.Name}:*
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Action: "logs:PutResourcePolicy", Resource: "*" }]
"#;

fn stack() -> Stack {
    Stack::new("eu-west-1", "111122223333")
}

fn read(text: &str, stack: &Stack) -> Result<Roles, String> {
    let template = Template::read(text).map_err(|error| error.to_string())?;
    Roles::of(&template, stack).map_err(|error| error.to_string())
}

/// Whether the function may do what is asked, in the stack as it is.
fn may(ask: Ask) -> bool {
    let roles = read(TEMPLATE, &stack()).unwrap();
    roles.held_by("Function").unwrap().decide(&ask).is_ok()
}

fn image(name: &str) -> String {
    format!("arn:aws:appstream:eu-west-1:111122223333:image/{name}")
}

#[test]
fn a_role_allows_its_actions_on_its_resources_and_no_others() {
    assert!(may(Ask::new("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:Topic")));
    assert!(!may(Ask::new("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:Other")));
    assert!(!may(Ask::new("sns:Subscribe", "arn:aws:sns:eu-west-1:111122223333:Topic")));
    assert!(!may(Ask::new("logs:PutResourcePolicy", "*")), "that is the machine's");
}

#[test]
fn a_role_whose_condition_does_not_hold_is_not_there() {
    let mut stack = stack();
    assert!(read(TEMPLATE, &stack).unwrap().role("OnlyWhereAllowed").is_none());
    stack.parameters.insert("Allowed".to_owned(), "true".to_owned());
    assert!(read(TEMPLATE, &stack).unwrap().role("OnlyWhereAllowed").is_some());
    let unknown = TEMPLATE.replace("Condition: IsAllowed", "Condition: IsForgotten");
    assert_eq!(read(&unknown, &stack).unwrap_err(), "OnlyWhereAllowed: no condition is named IsForgotten");
}

#[test]
fn a_condition_on_a_tag_needs_the_tag() {
    let delete = || Ask::new("appstream:DeleteImage", image("a"));
    assert!(may(delete().with("aws:ResourceTag/Deskport:Run", "r")), "IAM does not look at a key's case");
    assert!(!may(delete()));
    assert!(!may(delete().with("aws:RequestTag/deskport:run", "r")));
}

#[test]
fn one_of_several_values_is_enough_for_an_equality() {
    let pass = |service| {
        may(Ask::new("iam:PassRole", "arn:aws:iam::111122223333:role/import-1")
            .with("iam:PassedToService", service))
    };
    assert!(pass("appstream.amazonaws.com") && pass("ec2.amazonaws.com"));
    assert!(!pass("lambda.amazonaws.com"));
    assert!(!may(Ask::new("iam:PassRole", "arn:aws:iam::111122223333:role/import-1")));
}

#[test]
fn a_region_fits_one_of_the_patterns_of_a_list() {
    let tag = |region| may(Ask::new("workspaces:CreateTags", "*").with("aws:RequestedRegion", region));
    assert!(tag("eu-west-1") && tag("us-east-1"));
    assert!(!tag("eu-west-2") && !tag(""));
}

#[test]
fn a_statement_under_a_condition_is_there_where_the_condition_holds() {
    let modify = Ask::new("workspaces:ModifyAccount", "*");
    assert!(!may(modify.clone()));
    let mut stack = stack();
    stack.parameters.insert("Allowed".to_owned(), "true".to_owned());
    let roles = read(TEMPLATE, &stack).unwrap();
    assert!(roles.held_by("Function").unwrap().decide(&modify).is_ok());
}

#[test]
fn a_machine_has_a_role_of_its_own_with_the_managed_policies() {
    let mut stack = stack();
    stack.names.insert("Machine".to_owned(), "named".to_owned());
    let roles = read(TEMPLATE, &stack).unwrap();
    let role = roles.held_by("Machine").unwrap();
    assert_eq!(role.name(), "MachineRole");
    assert!(role.decide(&Ask::new("logs:PutResourcePolicy", "*")).is_ok());
    let execution = "arn:aws:states:eu-west-1:111122223333:execution:named:run";
    assert!(role.decide(&Ask::new("states:DescribeExecution", execution)).is_ok());
}

#[test]
fn a_denial_reads_as_aws_words_it() {
    let roles = read(TEMPLATE, &stack()).unwrap();
    let denial =
        roles.held_by("Function").unwrap().decide(&Ask::new("appstream:CopyImage", image("a"))).unwrap_err();
    assert_eq!(
        denial.to_string(),
        "User: arn:aws:sts::111122223333:assumed-role/deskport-FunctionRole/session is not authorized to perform: \
         appstream:CopyImage on resource: arn:aws:appstream:eu-west-1:111122223333:image/a because no identity-based \
         policy allows the appstream:CopyImage action"
    );
}

#[test]
fn a_role_without_a_permission_keeps_the_others() {
    let roles = read(TEMPLATE, &stack()).unwrap();
    let all = roles.permissions();
    let lost = all.iter().find(|one| one.action == "appstream:DeleteImage").unwrap();
    assert_eq!((lost.role.as_str(), lost.statement), ("FunctionRole", 1));
    let rest: Vec<Permission> = all.iter().filter(|one| *one != lost).cloned().collect();
    assert_eq!(roles.without(lost).permissions(), rest);
}

#[test]
fn what_is_not_known_is_refused_as_it_is_read() {
    let good = TEMPLATE;
    let cases = [
        ("Effect: Allow, Action: \"sns:Publish\"", "Effect: Deny, Action: \"sns:Publish\"", "Deny"),
        ("Action: \"sns:Publish\"", "NotAction: \"sns:Publish\"", "NotAction"),
        ("Action: \"sns:Publish\"", "Action: \"sns:*\"", "sns:*"),
        ("Action: \"sns:Publish\"", "Principal: \"*\", Action: \"sns:Publish\"", "Principal"),
        ("Resource: !Ref Topic", "NotResource: !Ref Topic", "NotResource"),
        ("Resource: !Ref Topic", "Resource: topic", "topic"),
        ("Resource: !Ref Topic", "Resource: []", "no resource"),
        ("Resource: !Ref Topic", "Resource: !Ref Nothing", "Nothing"),
        ("Resource: !Ref Topic", "Resource: !Ref Needed", "Needed has no value"),
        ("Resource: !Ref Topic", "Resource: !ImportValue x", "Fn::ImportValue"),
        ("Resource: !Ref Topic", "Resource: !GetAtt Topic.TopicName", "TopicName"),
        ("Resource: !Ref Topic", "Resource: !Sub \"arn:aws:iam::1:user/${aws:username}\"", "aws:username"),
        ("\"Null\": {", "StringNotLike: {", "StringNotLike"),
        ("\"Null\": {", "NullIfExists: {", "NullIfExists"),
        ("deskport:run\": \"false\"", "deskport:run\": \"no\"", "no"),
        ("Version: \"2012-10-17\"", "Version: \"2008-10-17\"", "2008-10-17"),
        (
            "PermissionsBoundary: !Ref AWS::NoValue",
            "PermissionsBoundary: arn:aws:iam::1:policy/limit",
            "policy/limit\" is not evaluated",
        ),
        ("AssumeRolePolicyDocument: {}", "ManagedPolicyArns: [AdministratorAccess]", "AdministratorAccess"),
        ("AssumeRolePolicyDocument: {}", "MaxSessionDuration: 1", "MaxSessionDuration"),
        ("[!Ref Managed]", "[AWSLambdaRole]", "AWSLambdaRole"),
        ("Role: !GetAtt FunctionRole.Arn", "Policies: []", "a role that is not one of the template"),
        ("RoleArn: !GetAtt MachineRole.Arn", "Policies: []", "a role that is not one of the template"),
        ("IsAllowed: !Equals [!Ref Allowed, \"true\"]", "IsAllowed: !Contains [a, b]", "Fn::Contains"),
    ];
    for (old, new, named) in cases {
        assert!(good.contains(old), "{old}");
        let error = read(&good.replacen(old, new, 1), &stack()).unwrap_err();
        assert!(error.contains(named), "{new}: {error}");
    }
}

#[test]
fn what_is_no_template_is_refused() {
    for text in ["", "a: [", "a: 1\n---\nb: 2", "Resources: 1", "Resources: { A: !<tag:other> b }"] {
        assert!(Template::read(text).is_err(), "{text}");
    }
}
