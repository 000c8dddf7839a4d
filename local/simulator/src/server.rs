//! The stand-in behind HTTP, on this machine only.

mod control;
mod http;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::shared::SharedSimulator;

/// A server that runs. It ends when this is dropped.
#[derive(Debug)]
pub struct Handle {
    addr: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves a stand-in at an address, port 0 being any free one. The server runs in a thread of its own, so it can be
/// used from a test of any kind.
///
/// # Errors
/// The address is not of this machine's own, or can't be used.
pub fn serve(simulator: SharedSimulator, addr: SocketAddr) -> io::Result<Handle> {
    if !addr.ip().is_loopback() {
        let message = format!("{addr} can be reached from outside; the stand-in serves on loopback only");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let listener = TcpListener::bind(addr)?;
    listener.set_nonblocking(true)?;
    let addr = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let thread = std::thread::Builder::new()
        .name("deskport-simulator".to_owned())
        .spawn(move || runtime.block_on(http::run(simulator, listener, stopped)))?;
    Ok(Handle { addr, stop: Some(stop), thread: Some(thread) })
}

impl Handle {
    /// The address that it serves at.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The address as a URL: an SDK's `endpoint_url`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Ends the server and waits until it has ended. Connections are closed.
    pub fn shutdown(mut self) {
        self.end();
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It fails where the server has ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.end();
    }
}
