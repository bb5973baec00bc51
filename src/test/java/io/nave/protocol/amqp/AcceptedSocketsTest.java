package io.nave.protocol.amqp;

import java.net.Socket;
import java.util.Map;

import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.Close;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.net.NetServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Sockets that somebody else accepted, as WebSockets are, are served like those of the AMQP port. */
final class AcceptedSocketsTest extends WireTest {

    private NetServer other;

    @BeforeEach
    void listen() {
        other = vertx().createNetServer().connectHandler(endpoint::accept).listen(0, "127.0.0.1").toCompletionStage()
                .toCompletableFuture().join();
    }

    private AmqpPeer connect() throws java.io.IOException {
        AmqpPeer peer = new AmqpPeer(new RawAmqp(new Socket("127.0.0.1", other.actualPort())));
        peer.wire.write(RawAmqp.AMQP_HEADER);
        peer.wire.expectHeader(RawAmqp.AMQP_HEADER);
        peer.openAndBegin();
        return peer;
    }

    @Test
    void clientsAreSentOnToTheAmqpPortAndNotToTheirOwn() throws Exception {
        try (AmqpPeer peer = connect()) {
            // given
            assertThat(AmqpPeer.statusOf(peer.putToken(hubToken()))).isEqualTo(200);
            // when
            ErrorCondition error = peer.refused(peer.receiver("messages/events/$management"));
            // then
            assertThat(((Map<?, ?>) error.getInfo()).get(Symbol.getSymbol("port"))).isEqualTo(5671);
        }
    }

    @Test
    void shutdownIsSaidToThemToo() throws Exception {
        // given
        AmqpPeer first = connect();
        AmqpPeer second = connect();
        // when
        endpoint.close();
        // then
        for (AmqpPeer peer : java.util.List.of(first, second)) {
            assertThat(peer.wire.expect(Close.class).getError().getCondition().toString()).isEqualTo("amqp:connection:forced");
            assertThat(peer.wire.isHungUp()).isTrue();
        }
    }
}
