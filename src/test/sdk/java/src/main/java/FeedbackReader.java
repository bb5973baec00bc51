import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.azure.sdk.iot.service.messaging.AcknowledgementType;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackBatch;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackRecord;
import com.microsoft.azure.sdk.iot.service.messaging.FeedbackStatusCode;
import com.microsoft.azure.sdk.iot.service.messaging.MessageFeedbackProcessorClient;
import com.microsoft.azure.sdk.iot.service.registry.Device;

/** The feedback on messages to one device, among all that the hub gives to iot-service-client. */
final class FeedbackReader implements AutoCloseable {

    private static final int QUIET = 2_000; // milliseconds, longer than the hub under test collects records

    private final Device device;
    private final BlockingQueue<FeedbackRecord> records = new LinkedBlockingQueue<>();
    private final MessageFeedbackProcessorClient client;
    private final AtomicInteger toAbandon = new AtomicInteger();

    FeedbackReader(Device device) throws Exception {
        this.device = device;
        this.client = new MessageFeedbackProcessorClient(Hub.OWNER, Hub.SERVICE_TRANSPORT, this::take);
        client.start(Sender.PATIENCE);
    }

    private AcknowledgementType take(FeedbackBatch batch) {
        List<FeedbackRecord> mine = batch.getRecords().stream()
                .filter(record -> record.getDeviceId().equals(device.getDeviceId())).toList();
        boolean abandon = !mine.isEmpty() && toAbandon.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        records.addAll(mine); // afterwards, for who reads it may go on to what is to be abandoned
        return abandon ? AcknowledgementType.ABANDON : AcknowledgementType.COMPLETE;
    }

    /** Gives that many batches back before it completes one. */
    void abandon(int batches) {
        toAbandon.set(batches);
    }

    /** The next record must be about this message and outcome, which came about since then. */
    void tells(String messageId, FeedbackStatusCode status, Instant since) throws InterruptedException {
        FeedbackRecord record = next(status + " on " + messageId);
        Hub.checkEqual(record.getOriginalMessageId(), messageId, "message");
        Hub.checkEqual(record.getStatusCode(), status, "outcome of " + messageId);
        Hub.checkEqual(record.getDescription().toLowerCase(), status.name().toLowerCase(), "description of " + messageId);
        checkDevice(record);
        Instant at = record.getEnqueuedTimeUtc().toInstant();
        Hub.check(at.toEpochMilli() >= since.toEpochMilli() && !at.isAfter(Instant.now()), at + " is the time of the outcome");
    }

    /** The next records in any order: descriptions, which are the names of outcomes on the wire, by message ids. */
    void tellsAll(Map<String, String> outcomes) throws InterruptedException {
        Map<String, String> told = new HashMap<>();
        while (told.size() < outcomes.size()) {
            FeedbackRecord record = next(outcomes + " and not only " + told);
            Hub.check(told.put(record.getOriginalMessageId(), record.getDescription()) == null, "each once");
            checkDevice(record);
        }
        Hub.checkEqual(told, outcomes, "outcomes");
    }

    private FeedbackRecord next(String what) throws InterruptedException {
        FeedbackRecord record = records.poll(Sender.PATIENCE, TimeUnit.MILLISECONDS);
        Hub.check(record != null, "feedback arrives: " + what);
        return record;
    }

    private void checkDevice(FeedbackRecord record) {
        Hub.checkEqual(List.of(record.getDeviceId(), record.getDeviceGenerationId()),
                List.of(device.getDeviceId(), device.getGenerationId()), "device");
    }

    void noMore(String what) throws InterruptedException {
        FeedbackRecord record = records.poll(QUIET, TimeUnit.MILLISECONDS);
        Hub.check(record == null, what + ", but there was one on " + (record == null ? "" : record.getOriginalMessageId()));
    }

    @Override
    public void close() throws InterruptedException {
        client.stop();
    }
}
