//! The Lambda function deliver.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = deliver::Aws::new(&deskport_aws::config::config()?);
    let delivery = deskport_aws::config::delivery()?;
    deskport_aws::serve(|input| deliver::handle(&aws, &delivery, &deskport_aws::SystemClock, input)).await
}
