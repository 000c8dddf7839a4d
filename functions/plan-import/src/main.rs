//! The Lambda function plan-import.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let delivery = deskport_aws::config::delivery()?;
    let image_tags = deskport_aws::config::image_tags()?;
    let (delivery, image_tags) = (&delivery, &image_tags);
    deskport_aws::serve(|input| async move { plan_import::handle(delivery, image_tags, input) }).await
}
