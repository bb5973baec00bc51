package io.nave.storage.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.nave.hub.devicebound.DeadLetter;
import io.nave.hub.devicebound.DeviceBoundCodec;
import io.nave.hub.devicebound.DeviceBoundCodec.Stored;
import io.nave.hub.devicebound.LockedMessage;
import io.nave.hub.devicebound.QueueView;
import io.nave.hub.devicebound.Received;
import io.nave.hub.id.LockToken;
import io.nave.hub.servicebound.FeedbackStatus;
import io.nave.storage.redis.QueueScripts.Locking;
import io.vertx.mutiny.redis.client.Response;

/** Reads what the scripts of queues answer. */
final class QueueAnswers {

    /** What stands before the messages in the answer of queue-receive.lua. */
    static final int RECEIVED_HEADER = 3;
    /** The fields of each of them. */
    static final int FIELDS_OF_A_MESSAGE = 4;
    private static final int FIELDS_OF_A_VIEW = 5;
    private static final int WORDS_OF_A_DEAD_LETTER = 4;

    private QueueAnswers() {
    }

    /** The answer of queue-receive.lua. */
    static Received received(Response answer, Locking locking) {
        List<LockedMessage> messages = new ArrayList<>();
        for (int i = RECEIVED_HEADER; i < answer.size(); i += FIELDS_OF_A_MESSAGE) {
            Stored stored = DeviceBoundCodec.decode(answer.get(i + 3).toBytes());
            messages.add(new LockedMessage(LockToken.of(answer.get(i).toLong(), locking.nonce()),
                    answer.get(i + 1).toInteger(), stored.enqueuedAt(), locking.until(), answer.get(i + 2).toInteger() == 1,
                    stored.message()));
        }
        return new Received(messages, time(answer.get(1)));
    }

    /** The answer of queue-view.lua and the list of dead letters. */
    static QueueView view(Response answer, Response dead) {
        List<QueueView.Waiting> messages = new ArrayList<>();
        for (int i = 1; i < answer.size(); i += FIELDS_OF_A_VIEW) {
            Stored stored = DeviceBoundCodec.decode(answer.get(i + 4).toBytes());
            messages.add(new QueueView.Waiting(answer.get(i).toLong(), answer.get(i + 1).toInteger(), stored.enqueuedAt(),
                    Instant.ofEpochMilli(answer.get(i + 2).toLong()), time(answer.get(i + 3)), stored.message()));
        }
        List<DeadLetter> deadLetters = new ArrayList<>();
        for (int i = 0; i < dead.size(); i++) {
            deadLetters.add(deadLetter(dead.get(i).toBytes()));
        }
        return new QueueView(answer.get(0).toInteger(), messages, deadLetters);
    }

    /** {@code number status time count message}. */
    private static DeadLetter deadLetter(byte[] bytes) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; words.size() < WORDS_OF_A_DEAD_LETTER; i++) {
            if (bytes[i] == ' ') {
                words.add(new String(bytes, start, i - start, StandardCharsets.US_ASCII));
                start = i + 1;
            }
        }
        Stored stored = DeviceBoundCodec.decode(Arrays.copyOfRange(bytes, start, bytes.length));
        return new DeadLetter(Long.parseLong(words.get(0)), FeedbackText.status(words.get(1)),
                Instant.ofEpochMilli(Long.parseLong(words.get(2))), Integer.parseInt(words.get(3)), stored.enqueuedAt(),
                stored.message());
    }

    private static Optional<Instant> time(Response millis) {
        String text = millis.toString();
        return text.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
    }

    /** Feedback as the scripts write it. */
    static final class FeedbackText {

        private FeedbackText() {
        }

        static FeedbackStatus status(String wireName) {
            return Arrays.stream(FeedbackStatus.values()).filter(status -> status.wireName().equals(wireName)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("Unknown outcome " + wireName));
        }
    }
}
