//! Lambda's instances of the functions: each has clients of its own and serves one invocation at a time.

use super::Caller;
use crate::machines::{approval_topic_arn, topic_arn};
use std::cell::RefCell;

/// The instances that are idle. One that is killed never comes back.
#[derive(Debug, Default)]
pub struct Instances {
    enable_byol: Idle<enable_byol::Aws>,
    start_import: Idle<start_import::Aws>,
    deliver: Idle<deliver::Aws>,
    check_status: Idle<check_status::Aws>,
    notify: Idle<notify::Aws>,
}

#[derive(Debug)]
struct Idle<T>(RefCell<Vec<T>>);

impl<T> Default for Idle<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> Idle<T> {
    /// Does an invocation's work on an idle instance, or on a new one.
    async fn serve<R>(&self, new: impl FnOnce() -> T, work: impl AsyncFnOnce(&T) -> R) -> R {
        let idle = self.0.borrow_mut().pop();
        let instance = idle.unwrap_or_else(new);
        let result = work(&instance).await;
        self.0.borrow_mut().push(instance);
        result
    }
}

impl Caller {
    /// Does an invocation's work on an instance of enable-byol.
    pub async fn on_enable_byol<R>(&self, work: impl AsyncFnOnce(&enable_byol::Aws) -> R) -> R {
        let new = || enable_byol::Aws::new(&self.config());
        self.world.instances.enable_byol.serve(new, work).await
    }

    /// Does an invocation's work on an instance of start-import.
    pub async fn on_start_import<R>(&self, work: impl AsyncFnOnce(&start_import::Aws) -> R) -> R {
        let new = || start_import::Aws::new(&self.config());
        self.world.instances.start_import.serve(new, work).await
    }

    /// Does an invocation's work on an instance of deliver.
    pub async fn on_deliver<R>(&self, work: impl AsyncFnOnce(&deliver::Aws) -> R) -> R {
        let new = || deliver::Aws::new(&self.config());
        self.world.instances.deliver.serve(new, work).await
    }

    /// Does an invocation's work on an instance of check-status.
    pub async fn on_check_status<R>(&self, work: impl AsyncFnOnce(&check_status::Aws) -> R) -> R {
        let new = || check_status::Aws::new(&self.config());
        self.world.instances.check_status.serve(new, work).await
    }

    /// Does an invocation's work on an instance of notify.
    pub async fn on_notify<R>(&self, work: impl AsyncFnOnce(&notify::Aws) -> R) -> R {
        let new = || {
            let topics =
                notify::Topics { notifications: topic_arn(), approvals: approval_topic_arn(), chat: None };
            // People answer by the commands here: the page has no machine that calls it.
            notify::Aws::new(&self.config(), topics, None)
        };
        self.world.instances.notify.serve(new, work).await
    }
}
