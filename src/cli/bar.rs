//! The progress bar, on a terminal only.

use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Progress;

/// A bar with stage, count, rate and time left.
pub(super) struct Bar {
    bar: Mutex<ProgressBar>,
    visible: bool,
}

impl Bar {
    /// A bar that is drawn only if `visible`.
    pub(super) fn new(visible: bool) -> Self {
        Self {
            bar: Mutex::new(ProgressBar::hidden()),
            visible,
        }
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&self) {
        if let Ok(bar) = self.bar.lock() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        if !self.visible {
            return;
        }
        let target = ProgressDrawTarget::stderr();
        let template = match total {
            Some(_) => "{msg:9} {wide_bar} {pos}/{len}  {per_sec}  {eta} left",
            None => "{msg:9} {spinner} {elapsed}",
        };
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let next = ProgressBar::with_draw_target(total, target)
            .with_style(style)
            .with_message(name);
        if total.is_none() {
            next.enable_steady_tick(std::time::Duration::from_millis(120));
        }
        if let Ok(mut bar) = self.bar.lock() {
            bar.finish_and_clear();
            *bar = next;
        }
    }

    fn step(&self) {
        if self.visible
            && let Ok(bar) = self.bar.lock()
        {
            bar.inc(1);
        }
    }
}
