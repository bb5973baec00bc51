package io.nave.hub.twins;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.nave.hub.connections.InMemoryNodeMessenger;
import io.nave.hub.id.ClientId;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import static org.assertj.core.api.Assertions.assertThat;

/** What is kept of twins that were read, and what is not. */
class TwinSnapshotsTest {

    private static final ClientId D1 = ClientId.of("d1");
    private static final ClientId D2 = ClientId.of("d2");

    private final List<UniEmitter<? super Map<ClientId, Twin>>> reads = new ArrayList<>();
    private final TwinSnapshots snapshots = new TwinSnapshots(readByHand(), new InMemoryNodeMessenger());

    private TwinStore readByHand() {
        return (TwinStore) Proxy.newProxyInstance(TwinStore.class.getClassLoader(), new Class<?>[] { TwinStore.class },
                (proxy, method, arguments) -> Uni.createFrom().<Map<ClientId, Twin>> emitter(reads::add));
    }

    @Test
    void twinThatIsReadIsKnownUntilItChanges() {
        // when
        read(D1).complete(Map.of(D1, twin(D1, "north")));

        // then
        assertThat(site(D1)).isEqualTo("north");
        snapshots.reported(D1);
        assertThat(snapshots.known(D1)).isNull();
    }

    @Test
    void changeDuringAReadKeepsOnlyItsOwnTwinFromBeingKept() {
        // given
        UniEmitter<? super Map<ClientId, Twin>> read = read(D1, D2);

        // when
        snapshots.reported(D1);
        snapshots.reported(ClientId.of("d3"));
        read.complete(Map.of(D1, twin(D1, "old"), D2, twin(D2, "north")));

        // then
        assertThat(snapshots.known(D1)).isNull();
        assertThat(site(D2)).isEqualTo("north");
        read(D1).complete(Map.of(D1, twin(D1, "new")));
        assertThat(site(D1)).isEqualTo("new");
    }

    @Test
    void readThatFailsKeepsNothingFromBeingReadAgain() {
        // given
        UniEmitter<? super Map<ClientId, Twin>> read = read(D1);
        snapshots.reported(D1);

        // when
        read.fail(new IllegalStateException("away"));
        read(D1).complete(Map.of(D1, twin(D1, "north")));

        // then
        assertThat(site(D1)).isEqualTo("north");
    }

    @Test
    void largeTextsCountByTheirLength() {
        // given
        int size = SnapshotCache.HALF / 8;
        String large = "x".repeat(size / 2);

        // when
        for (int i = 0; i < 40; i++) {
            ClientId client = ClientId.of("large-" + i);
            read(client).complete(Map.of(client, twin(client, large)));
        }

        // then
        long known = java.util.stream.IntStream.range(0, 40).filter(i -> snapshots.known(ClientId.of("large-" + i)) != null)
                .count();
        assertThat(known).isBetween(7L, 16L);
    }

    private UniEmitter<? super Map<ClientId, Twin>> read(ClientId... clients) {
        snapshots.read(List.of(clients)).subscribe().with(found -> {
        }, failure -> {
        });
        return reads.getLast();
    }

    private String site(ClientId client) {
        TwinSnapshot known = snapshots.known(client);
        return known == null ? "unknown" : known.document().path("tags").path("site").textValue();
    }

    private static Twin twin(ClientId client, String site) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        TwinProperties none = new TwinProperties(json.objectNode(), json.objectNode(), 1);
        return new Twin(client, "", 1, 1, json.objectNode().put("site", site), none, none);
    }
}
