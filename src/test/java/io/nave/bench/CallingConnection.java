package io.nave.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * A back end with one HTTP connection that calls a direct method of its devices, one after the other (service-protocols §5.11).
 * By the clock the time counts from when a call was due, also where the answer to the last was late. Confined to the
 * connection's
 * event loop, which is that of the devices.
 */
final class CallingConnection extends HttpConnection {

    static final String METHOD = "bench";

    private static final String NUMBER = "{\"number\":";
    private static final int OK = 200;
    private static final int LONGEST_REQUEST = 1024;
    private static final int QUOTED = 200;

    private final int index;
    private final List<String> deviceIds;
    private final InFlight calls;
    private Pace pace = Pace.of(0, 1, 0, 0);
    private int next;
    private int number; // of the call that waits for its answer; 0 when none does

    /** For these devices; all back ends share the calls. */
    CallingConnection(int index, List<String> deviceIds, InFlight calls, Orders orders, Tally tally,
            CompletableFuture<?> failure) {
        super("HTTP for " + deviceIds.getFirst() + " and others", orders, tally, failure);
        this.index = index;
        this.deviceIds = deviceIds;
        this.calls = calls;
    }

    /** The number in the payload of a call or of its answer; 0 where there is none. */
    static int numberIn(String text) {
        int from = text.indexOf(NUMBER);
        int end = from < 0 ? -1 : text.indexOf('}', from);
        try {
            return end < 0 ? 0 : Integer.parseInt(text, from + NUMBER.length(), end, 10);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    protected int inFlight() {
        return number == 0 ? 0 : 1;
    }

    @Override
    protected void begin() {
        pace = Pace.of(index, orders.work().backEnds().connections(), orders.work().rate(), System.nanoTime());
        proceed();
    }

    private void proceed() {
        long now = System.nanoTime();
        if (stopping()) {
            return;
        }
        if (pace.isDue(now)) {
            call(pace.take(now));
        } else {
            context().executor().schedule(this::proceed, pace.nanosToNext(now), TimeUnit.NANOSECONDS);
        }
    }

    private void call(long since) {
        number = calls.add(since);
        String body = "{\"methodName\":\"" + METHOD + "\",\"responseTimeoutInSeconds\":30,\"payload\":" + NUMBER + number
                + "}}";
        ByteBuf out = context().alloc().directBuffer(LONGEST_REQUEST);
        ByteBufUtil.writeAscii(out, "POST /twins/" + deviceIds.get(next) + "/methods" + headers()
                + "Content-Type: application/json; charset=utf-8\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        tally.published(1);
        context().writeAndFlush(out, context().voidPromise());
    }

    @Override
    protected void answered(int status, String body, long now) {
        tally.latency(now - calls.remove(number));
        if (status == OK && body.contains("\"status\":200") && numberIn(body) == number) {
            tally.acknowledged(1);
        } else {
            tally.refused(1);
            tally.wrong("The call of " + deviceIds.get(next) + " was answered " + status + " "
                    + body.substring(0, Math.min(body.length(), QUOTED)));
        }
        number = 0;
        next = (next + 1) % deviceIds.size();
        proceed();
    }
}
