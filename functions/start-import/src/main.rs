//! The Lambda function start-import.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = start_import::Aws::new(&deskport_aws::config::config()?);
    deskport_aws::serve(|input| start_import::handle(&aws, &deskport_aws::SystemClock, input)).await
}
