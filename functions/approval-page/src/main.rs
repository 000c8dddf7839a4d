//! The Lambda function approval-page.

use lambda_runtime::Error;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let aws = approval_page::Aws::new(&deskport_aws::config::config()?);
    let page = approval_page::Page::new();
    let handle = |event| approval_page::handle(&aws, &page, event);
    deskport_aws::serve_http(handle, approval_page::failed).await
}
