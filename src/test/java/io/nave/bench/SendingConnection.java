package io.nave.bench;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * A back end that sends device-bound messages to its devices in turn, over one AMQP connection. At most so many messages to a
 * device are under way, from sending them to their coming to the device; then another device has its turn, and where all have
 * so
 * many, the back end waits. Confined to the connection's event loop, which is that of the devices.
 */
final class SendingConnection extends Connection implements AmqpSender.Owner {

    private final int index;
    private final Map<Mailbox, DeviceBoundBody> bodies = new HashMap<>();
    private final Queue<Mailbox> turns = new ArrayDeque<>(); // a mailbox is there once for each message that it has room for
    private final AmqpSender sender;
    private Pace pace = Pace.of(0, 1, 0, 0);
    private boolean begun;
    private boolean woken;
    private boolean timed;
    private int unanswered;

    /** A message under way: since when. */
    private record Sent(Mailbox mailbox, long since) {
    }

    /** For these devices, which must be nobody else's. */
    SendingConnection(int index, List<Mailbox> mailboxes, Orders orders, Tally tally, CompletableFuture<?> failure) {
        super("AMQP for " + mailboxes.getFirst().deviceId() + " and others", orders, tally, failure);
        this.index = index;
        Orders.BackEnds backEnds = orders.work().backEnds();
        this.sender = new AmqpSender(backEnds.address().host(), backEnds.token(), this);
        mailboxes.forEach(mailbox -> bodies.put(mailbox, new DeviceBoundBody(mailbox.deviceId(), orders.load().payload())));
        for (int i = 0; i < orders.load().window(); i++) {
            turns.addAll(mailboxes);
        }
    }

    @Override
    Orders.Address address() {
        return orders.work().backEnds().address();
    }

    @Override
    protected void introduce(ChannelHandlerContext ctx) {
        sender.open();
        flush();
    }

    @Override
    public void opened() {
        accepted();
    }

    @Override
    protected int inFlight() {
        return unanswered;
    }

    @Override
    protected void begin() {
        bodies.keySet().forEach(mailbox -> mailbox.sentBy(this::arrived));
        pace = Pace.of(index, orders.work().backEnds().connections(), orders.work().rate(), System.nanoTime());
        begun = true;
        send();
    }

    private void arrived(Mailbox mailbox) {
        turns.add(mailbox);
        if (!woken) { // what comes to several devices in one turn of the loop is made up for in one write
            woken = true;
            context().executor().execute(this::send);
        }
    }

    private void send() {
        woken = false;
        long now = System.nanoTime();
        while (begun && !stopping() && pace.isDue(now) && sender.hasCredit() && !turns.isEmpty()) {
            send(turns.remove(), pace.take(now));
        }
        flush();
        if (begun && !stopping() && !timed && !pace.isDue(now)) {
            timed = true;
            context().executor().schedule(this::onTime, pace.nanosToNext(now), TimeUnit.NANOSECONDS);
        }
    }

    private void send(Mailbox mailbox, long since) {
        int number = mailbox.sending();
        unanswered++;
        tally.published(1);
        sender.send(bodies.get(mailbox).write(number, since), new Sent(mailbox, since));
    }

    private void onTime() {
        timed = false;
        send();
    }

    private void flush() {
        ByteBuf out = context().alloc().directBuffer();
        for (ByteBuffer bytes = sender.engine().output(); bytes.hasRemaining(); bytes = sender.engine().output()) {
            int length = bytes.remaining();
            out.writeBytes(bytes);
            sender.engine().written(length);
        }
        if (out.isReadable()) {
            context().writeAndFlush(out, context().voidPromise());
        } else {
            out.release();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        sender.engine().read(in.nioBuffer());
        in.release();
        send();
    }

    @Override
    public void accepted(Object what) {
        unanswered--;
        tally.acknowledged(1);
        tally.latency(System.nanoTime() - ((Sent) what).since());
    }

    @Override
    public void refused(Object what, String why) {
        Mailbox mailbox = ((Sent) what).mailbox();
        unanswered--;
        tally.refused(1);
        tally.wrong("A message to " + mailbox.deviceId() + " was refused: " + why);
        turns.add(mailbox);
    }

    @Override
    public void broken(String why) {
        fail(why);
    }
}
