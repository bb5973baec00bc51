package io.nave.protocol.amqp;

import org.apache.qpid.proton.engine.Delivery;

/** Our end of a link, as the connection sees it. All on the connection's event loop. */
interface AmqpLink {

    /** The peer gave or took credit. */
    default void onFlow() {
    }

    /** Bytes of a delivery came, or news about one. */
    default void onDelivery(Delivery delivery) {
    }

    /** There may be room to send again. */
    default void proceed() {
    }

    /** Half a second or so has passed. */
    default void onTick() {
    }

    /** The connection has proved less than before. */
    default void onGrantsChanged() {
    }

    /** The link is over: the peer detached it, or session, connection or socket are gone. Called once. */
    default void onGone() {
    }
}
