//! The Lambda function notify.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = notify::Aws::from_environment(&deskport_runtime::aws::config())?;
    deskport_runtime::serve(|input| notify::handle(&aws, input)).await
}
