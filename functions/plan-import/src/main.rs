//! The Lambda function plan-import.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let delivery = deskport_aws::config::delivery()?;
    let delivery = &delivery;
    deskport_aws::serve(|input| async move { plan_import::handle(delivery, input) }).await
}
