//! The Lambda function notify.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = notify::Aws::from_environment(&deskport_aws::config::config()?)?;
    deskport_aws::serve(|input| notify::handle(&aws, input)).await
}
