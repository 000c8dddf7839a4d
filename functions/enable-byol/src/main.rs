//! The Lambda function enable-byol.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = enable_byol::Aws::new(&deskport_aws::config::config()?);
    let settings = enable_byol::Settings::from_environment()?;
    deskport_aws::serve(|input| enable_byol::handle(&aws, &settings, input)).await
}
