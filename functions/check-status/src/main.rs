//! The Lambda function check-status.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = check_status::Aws::new(&deskport_aws::config::config()?);
    deskport_aws::serve(|input| check_status::handle(&aws, input)).await
}
