package io.nave.protocol.mqtt;

import java.time.Clock;
import java.time.Instant;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Stands before a gate and remembers when something last came from the client or went to it: a look at the clock for each read
 * and each flush, however many packets it brought. Written on the connection's event loop, read from any thread.
 */
final class MqttActivity extends ChannelDuplexHandler {

    private final Clock clock;
    private volatile long last;

    private MqttActivity(Clock clock) {
        this.clock = clock;
        this.last = clock.millis();
    }

    /** Begins to watch, now that the client is connected. */
    static MqttActivity of(MqttGate gate, Clock clock) {
        MqttActivity activity = new MqttActivity(clock);
        gate.addBefore("activity", activity);
        return activity;
    }

    Instant last() {
        return Instant.ofEpochMilli(last);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        last = clock.millis();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        last = clock.millis();
        ctx.flush();
    }
}
