package io.nave.hub.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.id.ClientId;
import io.nave.hub.id.DeviceId;
import io.nave.hub.identity.Device;
import io.nave.hub.identity.IdentityStore;
import io.nave.hub.identity.Module;
import io.nave.hub.identity.ModuleStore;
import io.nave.hub.jobs.RegistryJobStore.TakenJob;
import io.nave.hub.json.BulkJson;
import io.nave.hub.twins.Twin;
import io.nave.hub.twins.TwinStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/** One export by one replica: pages by key, each asked for when the one before is written. Confined to one subscription. */
final class ExportRun {

    private static final int PAGE = 1000;
    /** How much of the progress the devices are; how many modules there are nobody has counted. */
    private static final int DEVICES_SHARE = 90;

    private final TakenJob taken;
    private final Source source;
    private final RegistryJobStore store;
    private final long total;
    private final boolean withKeys;
    private long written;

    /** Where everything is read. */
    record Source(IdentityStore devices, ModuleStore modules, TwinStore twins) {
    }

    ExportRun(TakenJob taken, Source source, RegistryJobStore store, long total) {
        this.taken = taken;
        this.source = source;
        this.store = store;
        this.total = total;
        this.withKeys = !taken.job().request().excludeKeys();
    }

    Multi<byte[]> content() {
        Multi<byte[]> ofDevices = pages(this::deviceLines, Device::id)
                .onItem().transformToUniAndConcatenate(page -> text(page, ExportRun::client, this::line));
        Multi<byte[]> ofModules = pages(this::moduleLines, Module::id)
                .onItem().transformToUniAndConcatenate(page -> text(page, Module::id, this::line));
        return Multi.createBy().concatenating().streams(ofDevices, ofModules);
    }

    private Uni<List<Device>> deviceLines(Optional<DeviceId> after) {
        return source.devices.page(after, PAGE).call(page -> note(page.size()));
    }

    private Uni<List<Module>> moduleLines(Optional<ClientId> after) {
        return source.modules.page(after, PAGE).call(page -> note(0));
    }

    private Uni<Void> note(int more) {
        written += more;
        int progress = (int) Math.min(DEVICES_SHARE, written * DEVICES_SHARE / Math.max(1, total));
        return store.advance(taken.claim(), progress, taken.position(), List.of())
                .invoke(JobFailure::requireHeld).replaceWithVoid();
    }

    private static ClientId client(Device device) {
        return new ClientId(device.id(), Optional.empty());
    }

    private JsonNode line(Device device, Optional<Twin> twin) {
        return BulkJson.write(device, twin, withKeys);
    }

    private JsonNode line(Module module, Optional<Twin> twin) {
        return BulkJson.write(module, twin, withKeys);
    }

    private static <T, K> Multi<List<T>> pages(Function<Optional<K>, Uni<List<T>>> page, Function<T, K> key) {
        return Multi.createBy().repeating()
                .uni(() -> new AtomicReference<Optional<K>>(Optional.empty()), cursor -> next(cursor, page, key))
                .whilst(items -> items.size() == PAGE);
    }

    private static <T, K> Uni<List<T>> next(AtomicReference<Optional<K>> cursor, Function<Optional<K>, Uni<List<T>>> page,
            Function<T, K> key) {
        return page.apply(cursor.get())
                .invoke(items -> cursor.set(items.isEmpty() ? cursor.get() : Optional.of(key.apply(items.getLast()))));
    }

    private <T> Uni<byte[]> text(List<T> page, Function<T, ClientId> id, BiFunction<T, Optional<Twin>, JsonNode> line) {
        return source.twins.findAll(page.stream().map(id).toList()).map(twins -> text(page, id, line, twins));
    }

    private static <T> byte[] text(List<T> page, Function<T, ClientId> id, BiFunction<T, Optional<Twin>, JsonNode> line,
            Map<ClientId, Twin> twins) {
        StringBuilder text = new StringBuilder();
        page.forEach(item -> text.append(line.apply(item, Optional.ofNullable(twins.get(id.apply(item))))).append('\n'));
        return text.toString().getBytes(UTF_8);
    }
}
