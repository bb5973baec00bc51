package io.nave.hub.twins;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.hub.connections.DesiredChange;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ClientId;
import io.nave.hub.id.ETag;
import io.nave.hub.id.WireTime;
import io.nave.hub.json.TwinText;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Twins in memory; which identities there are, and of which generation, is asked of who keeps them. Safe for all threads. */
public final class InMemoryTwinStore implements TwinStore {

    private static final TwinIdentity IDENTITY = new TwinIdentity("1", new ETag("MQ=="),
            new TwinIdentity.Status(true, "", WireTime.YEAR_ONE), "sas", new TwinIdentity.Thumbprints("", ""),
            new TwinIdentity.Scope(false, "", List.of()));

    private final Function<ClientId, Optional<String>> generations;
    private final Clock clock;
    private final Map<ClientId, Row> rows = new HashMap<>();
    private final List<Remembered> changes = new ArrayList<>();

    public InMemoryTwinStore(Function<ClientId, Optional<String>> generations, Clock clock) {
        this.generations = generations;
        this.clock = clock;
    }

    private record Row(String generation, Twin twin) {
    }

    private record Remembered(DesiredChange change, Instant at) {
    }

    private Optional<Twin> present(ClientId client) {
        Optional<String> generation = generations.apply(client);
        Row row = rows.get(client);
        if (row == null || generation.isEmpty() || !generation.get().equals(row.generation)) {
            rows.remove(client);
            changes.removeIf(one -> one.change.client().equals(client));
        }
        return generation.map(g -> rows.computeIfAbsent(client, c -> new Row(g, fresh(c))).twin);
    }

    private static Twin fresh(ClientId client) {
        return new Twin(client, "", 1, 2, JsonNodeFactory.instance.objectNode(), MergedSection.fresh().properties(1),
                MergedSection.fresh().properties(1));
    }

    private Twin require(ClientId client) {
        return present(client).orElseThrow(() -> new HubException(ErrorCode.DEVICE_NOT_FOUND, "no twin of " + client));
    }

    private void put(Twin twin) {
        rows.put(twin.client(), new Row(generations.apply(twin.client()).orElseThrow(), twin));
    }

    @Override
    public Uni<Optional<TwinDocument>> find(ClientId client) {
        return later(
                () -> present(client).map(twin -> new TwinDocument(twin, IDENTITY, JsonNodeFactory.instance.objectNode())));
    }

    @Override
    public Uni<Map<ClientId, Twin>> findAll(Collection<ClientId> clients) {
        return later(() -> clients.stream().map(this::present).flatMap(Optional::stream)
                .collect(Collectors.toMap(Twin::client, twin -> twin)));
    }

    @Override
    public Uni<Optional<DeviceView>> findForDevice(ClientId client) {
        return later(() -> present(client).map(InMemoryTwinStore::view));
    }

    private static DeviceView view(Twin twin) {
        return new DeviceView(twin.desired().content().toString(), twin.desired().version(),
                twin.reported().content().toString(), twin.reported().version());
    }

    @Override
    public Uni<TwinDocument> write(ClientId client, TwinWrite write, OptionalLong expected, boolean tell) {
        return later(() -> written(require(client), write, expected));
    }

    private TwinDocument written(Twin twin, TwinWrite write, OptionalLong expected) {
        if (expected.isPresent() && expected.getAsLong() != twin.writes()) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "another etag");
        }
        JsonNode tags = write.tags().map(patch -> tags(twin, patch, write.replace())).orElse(twin.tags());
        TwinProperties desired = write.desired().map(patch -> desired(twin, patch, write.replace())).orElse(twin.desired());
        int step = write.tags().isPresent() || write.desired().isPresent() ? 1 : 0;
        Twin after = new Twin(twin.client(), twin.modelId(), twin.writes() + step, twin.version() + step, tags, desired,
                twin.reported());
        put(after);
        write.desired().ifPresent(patch -> remember(after, write.replace() ? desired.content().toString() : patch.json()));
        return new TwinDocument(after, IDENTITY, JsonNodeFactory.instance.objectNode());
    }

    private JsonNode tags(Twin twin, TwinPatch patch, boolean replace) {
        ObjectNode present = replace ? JsonNodeFactory.instance.objectNode() : (ObjectNode) twin.tags();
        MergedSection merged = new MergedSection(present, JsonNodeFactory.instance.objectNode())
                .merge(read(patch), JsonNodeFactory.instance.objectNode());
        return fitting(TwinSection.TAGS, merged).content();
    }

    private TwinProperties desired(Twin twin, TwinPatch patch, boolean replace) {
        long version = twin.desired().version() + 1;
        MergedSection present = replace ? MergedSection.empty() : section(twin.desired());
        return fitting(TwinSection.DESIRED, present.merge(read(patch), stamp().put("$lastUpdatedVersion", version)))
                .properties(version);
    }

    private static MergedSection section(TwinProperties properties) {
        return new MergedSection((ObjectNode) properties.content(), (ObjectNode) properties.metadata());
    }

    private ObjectNode stamp() {
        return JsonNodeFactory.instance.objectNode().put("$lastUpdated", WireTime.of(clock.instant()));
    }

    private static JsonNode read(TwinPatch patch) {
        return TwinText.object(patch.json().getBytes(UTF_8));
    }

    private static MergedSection fitting(TwinSection section, MergedSection merged) {
        if (TwinRules.size(merged.content()) > section.maxSize()) {
            throw TwinRules.tooLarge(section);
        }
        return merged;
    }

    private void remember(Twin twin, String patch) {
        long version = twin.desired().version();
        changes.add(new Remembered(new DesiredChange(twin.client(), version, Optional.of(patch)), clock.instant()));
        changes.removeIf(one -> one.change.client().equals(twin.client())
                && one.change.version() <= version - REMEMBERED_CHANGES);
    }

    @Override
    public Uni<Long> report(ClientId client, Optional<String> generationId, ReportedPatch patch, boolean tell) {
        return later(() -> reported(require(client), generationId, patch));
    }

    private Long reported(Twin twin, Optional<String> generationId, ReportedPatch patch) {
        if (generationId.isPresent() && !rows.get(twin.client()).generation.equals(generationId.get())) {
            throw new HubException(ErrorCode.DEVICE_NOT_FOUND, "another generation");
        }
        if (patch.base().isPresent() && patch.base().getAsLong() != twin.reported().version()) {
            throw new HubException(ErrorCode.PRECONDITION_FAILED, "another version");
        }
        long version = twin.reported().version() + 1;
        MergedSection merged = fitting(TwinSection.REPORTED, section(twin.reported()).merge(read(patch.patch()), stamp()));
        put(new Twin(twin.client(), twin.modelId(), twin.writes(), twin.version() + 1, twin.tags(), twin.desired(),
                merged.properties(version)));
        return version;
    }

    @Override
    public Uni<Optional<Long>> desiredVersion(ClientId client) {
        return later(() -> present(client).map(twin -> twin.desired().version()));
    }

    @Override
    public Uni<List<DesiredChange>> changesAfter(ClientId client, long version) {
        return later(() -> changes.stream().map(Remembered::change)
                .filter(change -> change.client().equals(client) && change.version() > version).toList());
    }

    @Override
    public Uni<List<DesiredChange>> changedWithin(Duration time, int max) {
        Instant since = clock.instant().minus(time);
        return later(() -> {
            Map<ClientId, DesiredChange> newest = new HashMap<>();
            changes.stream().filter(one -> one.at.isAfter(since)).map(Remembered::change)
                    .forEach(change -> newest.put(change.client(), withoutPatch(change)));
            return newest.values().stream().limit(max).toList();
        });
    }

    private static DesiredChange withoutPatch(DesiredChange change) {
        return new DesiredChange(change.client(), change.version(), Optional.empty());
    }

    @Override
    public Uni<Void> forgetChanges(Duration age) {
        Instant before = clock.instant().minus(age);
        return later(() -> changes.removeIf(one -> one.at.isBefore(before))).replaceWithVoid();
    }

    @Override
    public Uni<Void> announceModel(ClientId client, String modelId) {
        return later(() -> present(client).map(twin -> {
            put(new Twin(client, modelId, twin.writes(), twin.version(), twin.tags(), twin.desired(), twin.reported()));
            return modelId;
        })).replaceWithVoid();
    }

    private <T> Uni<T> later(Supplier<T> work) {
        return Uni.createFrom().item(() -> {
            synchronized (rows) {
                return work.get();
            }
        });
    }
}
