//! The Lambda function start-import.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = start_import::Aws::new(&deskport_aws::config::config()?);
    let delivery = deskport_aws::config::delivery()?;
    let in_region = |region: Option<&str>| aws.in_region(region);
    deskport_aws::serve(|input| start_import::handle(in_region, &delivery, &deskport_aws::SystemClock, input))
        .await
}
