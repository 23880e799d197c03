//! One worker thread for what may take long. Jobs are done in the order they come; a job belongs to a lane, and a
//! newer job of the same lane makes the older ones stale: those still waiting are dropped, the one at work can ask
//! and stop, and its result is dropped. (A query typed further makes the search for its beginning pointless.)
//!
//! A job that panics ends alone: the panic is caught and logged, its lane says so, the worker goes on, and the
//! screen is not touched.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender as QueueSender, channel};

use super::wake::{Sender, Wake};

/// Whether a job at work is still wanted.
#[derive(Debug, Clone)]
pub struct Ticket {
    newest: Arc<AtomicU64>,
    mine: u64,
}

impl Ticket {
    /// False once a newer job of the lane has come: stop, nobody waits for the result.
    pub fn is_current(&self) -> bool {
        self.newest.load(Ordering::Acquire) == self.mine
    }
}

/// The work itself; nothing to report is `None`.
type Work<M> = Box<dyn FnOnce(&Ticket) -> Option<M> + Send>;

/// One piece of work.
pub struct Job<M> {
    /// Jobs of the same lane replace each other; jobs of a lane without a name never do.
    pub lane: Option<&'static str>,
    /// The end of the program waits for it: a save.
    needed: bool,
    work: Work<M>,
    failed: Option<Box<dyn FnOnce() -> M + Send>>,
}

impl<M> Job<M> {
    /// Work that is done in any case, unless the program ends first.
    pub fn new(work: impl FnOnce(&Ticket) -> Option<M> + Send + 'static) -> Self {
        Job { lane: None, needed: false, work: Box::new(work), failed: None }
    }

    /// Work that a newer job of the same lane makes pointless, such as a search.
    pub fn in_lane(lane: &'static str, work: impl FnOnce(&Ticket) -> Option<M> + Send + 'static) -> Self {
        Job { lane: Some(lane), needed: false, work: Box::new(work), failed: None }
    }

    /// The end of the program waits for this one (some seconds at most): a save.
    #[must_use]
    pub fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// What to report where the work panics; without it nothing is.
    #[must_use]
    pub fn or_failed(mut self, message: impl FnOnce() -> M + Send + 'static) -> Self {
        self.failed = Some(Box::new(message));
        self
    }
}

/// The worker and its queue. The thread begins with the first job.
pub struct Worker<M> {
    results: Sender<M>,
    queue: Option<QueueSender<(Job<M>, Ticket)>>,
    lanes: HashMap<&'static str, Arc<AtomicU64>>,
    /// How many needed jobs are waiting or at work.
    needed: Arc<AtomicUsize>,
}

impl<M: Send + 'static> Worker<M> {
    /// A worker that sends its results there.
    pub fn new(results: Sender<M>) -> Self {
        Worker { results, queue: None, lanes: HashMap::new(), needed: Arc::default() }
    }

    /// Queues a job. Where no thread can be made, the job is done here and now: late is better than never.
    pub fn submit(&mut self, job: Job<M>) {
        let newest = match job.lane {
            Some(lane) => Arc::clone(self.lanes.entry(lane).or_default()),
            None => Arc::default(),
        };
        let mine = newest.fetch_add(1, Ordering::AcqRel) + 1;
        let ticket = Ticket { newest, mine };
        if self.queue.is_none() {
            self.queue = start(self.results.clone(), Arc::clone(&self.needed));
        }
        self.needed.fetch_add(usize::from(job.needed), Ordering::AcqRel);
        let rejected = match &self.queue {
            Some(queue) => queue.send((job, ticket)).err().map(|back| back.0),
            None => Some((job, ticket)),
        };
        if let Some((job, ticket)) = rejected {
            self.queue = None;
            perform(job, &ticket, &self.results, &self.needed);
        }
    }

    /// How many [needed](Job::needed) jobs are waiting or at work. The result of one is in the channel before it ceases to count.
    pub fn needed(&self) -> usize {
        self.needed.load(Ordering::Acquire)
    }
}

fn start<M: Send + 'static>(results: Sender<M>, needed: Arc<AtomicUsize>) -> Option<QueueSender<(Job<M>, Ticket)>> {
    let (queue, jobs): (_, Receiver<(Job<M>, Ticket)>) = channel();
    let worker = move || {
        for (job, ticket) in jobs {
            perform(job, &ticket, &results, &needed);
        }
    };
    std::thread::Builder::new().name("worker".into()).spawn(worker).ok().map(|_| queue)
}

fn perform<M: Send + 'static>(job: Job<M>, ticket: &Ticket, results: &Sender<M>, waited_for: &AtomicUsize) {
    let Job { lane, needed, work, failed } = job;
    if ticket.is_current() {
        let result = match catch_unwind(AssertUnwindSafe(|| work(ticket))) {
            Ok(result) => result.filter(|_| ticket.is_current()),
            Err(_) => {
                log::error!("a job failed (lane {lane:?})");
                failed.map(|message| message())
            }
        };
        if let Some(result) = result {
            // A closed channel means that the loop is over.
            let _ = results.send(Wake::Done(result));
        }
    }
    if needed {
        waited_for.fetch_sub(1, Ordering::AcqRel);
        // Where the loop waits for just this at the end; a full channel wakes it anyway.
        let _ = results.try_send(Wake::Finished);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::wake::channel;
    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    fn next<M: std::fmt::Debug>(results: &Receiver<Wake<M>>) -> M {
        match results.recv_timeout(SOON).unwrap() {
            Wake::Done(message) => message,
            other => panic!("{other:?}"),
        }
    }

    fn finished<M: std::fmt::Debug>(results: &Receiver<Wake<M>>) {
        let wake = results.recv_timeout(SOON).unwrap();
        assert!(matches!(wake, Wake::Finished), "{wake:?}");
    }

    #[test]
    fn jobs_are_done_in_order() {
        let (to, results) = channel();
        let mut worker = Worker::new(to);
        for number in 0..100 {
            worker.submit(Job::new(move |_| Some(number)));
        }
        assert_eq!((0..100).map(|_| next(&results)).collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn of_a_lane_only_the_newest_answers() {
        let (to, results) = channel();
        let (open, gate) = channel::<()>();
        let mut worker = Worker::new(to);
        // The first is at work when the others come, and learns that it is stale; the second never begins.
        worker.submit(Job::in_lane("search", move |ticket| {
            gate.recv().unwrap();
            assert!(!ticket.is_current());
            Some("first")
        }));
        worker.submit(Job::in_lane("search", |_| unreachable!("stale before it began")));
        worker.submit(Job::in_lane("search", |ticket| ticket.is_current().then_some("third")));
        worker.submit(Job::in_lane("other", |_| Some("another lane")));
        open.send(Wake::Gone).unwrap();
        assert_eq!(next(&results), "third");
        assert_eq!(next(&results), "another lane");
    }

    #[test]
    fn a_panic_is_reported_and_the_worker_goes_on() {
        let (to, results) = channel();
        let mut worker = Worker::new(to);
        worker.submit(Job::new(|_| panic!("on purpose")).needed().or_failed(|| "failed"));
        worker.submit(Job::new(|_| Some("after")));
        assert_eq!(next(&results), "failed");
        finished(&results);
        assert_eq!(next(&results), "after");
        assert_eq!(worker.needed(), 0);
    }

    #[test]
    fn needed_jobs_are_counted_until_they_are_done() {
        let (to, results) = channel();
        let (open, gate) = channel::<()>();
        let mut worker = Worker::new(to);
        worker.submit(Job::new(move |_| gate.recv().ok().map(|_| "saved")).needed());
        worker.submit(Job::new(|_| Some("last")));
        assert_eq!(worker.needed(), 1);
        open.send(Wake::Gone).unwrap();
        assert_eq!(next(&results), "saved");
        finished(&results);
        assert_eq!(worker.needed(), 0);
        assert_eq!(next(&results), "last");
    }

    #[test]
    fn a_needed_job_without_a_result_is_heard_of_too() {
        let (to, results) = channel::<()>();
        let mut worker = Worker::new(to);
        worker.submit(Job::new(|_| None).needed());
        finished(&results);
        assert_eq!(worker.needed(), 0);
    }
}
