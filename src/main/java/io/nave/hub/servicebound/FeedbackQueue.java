package io.nave.hub.servicebound;

/**
 * The port to the feedback that waits for the back end (semantics §5.3). Records become a batch when there are 64 of them or
 * the open batch has waited for the flush time; the upkeep gathers them.
 */
public interface FeedbackQueue extends ServiceBoundQueue<FeedbackBatch> {

    /** Records of one batch at most. */
    int MAX_RECORDS = 64;
}
