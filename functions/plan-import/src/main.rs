//! The Lambda function plan-import.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    deskport_aws::serve(|input| async { plan_import::handle(input) }).await
}
