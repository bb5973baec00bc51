package io.nave.hub.jobs;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;

import io.nave.hub.configurations.ConfigurationId;
import io.nave.hub.configurations.ConfigurationJson;
import io.nave.hub.configurations.ConfigurationRequest;
import io.nave.hub.configurations.ConfigurationService;
import io.nave.hub.configurations.MeasuredConfiguration;
import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.id.ETag;
import io.nave.hub.id.EtagCondition;
import io.nave.hub.identity.ImportMode;
import io.nave.hub.json.JsonFields;
import io.nave.hub.json.TwinText;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Takes the configurations of the hub from and to files. */
@Singleton
final class StoredConfigurationTransfer implements ConfigurationTransfer {

    private static final int FIRST_OF_FAILURES = 500;

    private final ConfigurationService configurations;

    StoredConfigurationTransfer(ConfigurationService configurations) {
        this.configurations = configurations;
    }

    @Override
    public Uni<Void> export(JobContainer container, String name) {
        Multi<byte[]> lines = configurations.list(0).onItem().transformToMulti(Multi.createFrom()::iterable)
                .map(StoredConfigurationTransfer::line);
        return container.write(name, lines);
    }

    private static byte[] line(MeasuredConfiguration configuration) {
        return (ConfigurationJson.write(configuration) + "\n").getBytes(UTF_8);
    }

    @Override
    public Uni<List<LineError>> importAll(JobContainer container, String name, long offset) {
        return container.find(name).map(found -> present(name, found))
                .onItem().transformToMulti(StoredConfigurationTransfer::lines)
                .onItem().transformToUniAndConcatenate(line -> apply(line, offset))
                .select().where(Optional::isPresent).map(Optional::get)
                .collect().asList();
    }

    private static JobInput present(String name, Optional<JobInput> found) {
        return found.orElseThrow(
                () -> new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no file '" + name + "' of configurations"));
    }

    private static Multi<JobLine> lines(JobInput file) {
        LineReader reader = new LineReader(0, 0);
        Multi<List<JobLine>> ended = file.read(0).map(reader::add);
        Multi<List<JobLine>> last = Multi.createFrom().item(reader::finish);
        return Multi.createBy().concatenating().streams(ended, last)
                .onItem().transformToMultiAndConcatenate(lines -> Multi.createFrom().iterable(lines));
    }

    private Uni<Optional<LineError>> apply(JobLine line, long offset) {
        return switch (line) {
            case JobLine.Text text -> Uni.createFrom().deferred(() -> apply(TwinText.object(text.text().getBytes(UTF_8))))
                    .replaceWith(Optional.<LineError> empty())
                    .onFailure(StoredConfigurationTransfer::isRefusal)
                    .recoverWithItem(refusal -> Optional.of(error(line, offset, (HubException) refusal)));
            case JobLine.Broken broken -> Uni.createFrom().item(Optional.of(
                    error(line, offset, new HubException(ErrorCode.DESERIALIZATION_ERROR, broken.reason()))));
        };
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code().httpStatus() < FIRST_OF_FAILURES;
    }

    private static LineError error(JobLine line, long offset, HubException refusal) {
        return ImportErrors.ofConfiguration(offset + line.number(), line.number(), refusal);
    }

    private Uni<Void> apply(JsonNode json) {
        ConfigurationId id = new ConfigurationId(JsonFields.text(json, "id").orElse(""));
        ConfigurationRequest request = ConfigurationJson.read(id, json);
        Optional<ETag> etag = EtagCondition.parse(JsonFields.text(json, "etag").orElse("")).etag();
        return switch (mode(json)) {
            case CREATE -> configurations.create(request).replaceWithVoid();
            case CREATE_OR_UPDATE -> save(request, Optional.empty());
            case CREATE_OR_UPDATE_IF_MATCH -> save(request, etag);
            case UPDATE -> configurations.update(request, Optional.empty()).replaceWithVoid();
            case UPDATE_IF_MATCH -> configurations.update(request, etag).replaceWithVoid();
            case DELETE -> configurations.delete(id, Optional.empty());
            case DELETE_IF_MATCH -> configurations.delete(id, etag);
            case UPDATE_TWIN, UPDATE_TWIN_IF_MATCH -> throw JsonFields.invalid("importMode is one of twins");
        };
    }

    private static ImportMode mode(JsonNode json) {
        String text = JsonFields.text(json, "importMode").filter(mode -> !mode.isEmpty()).orElse("createOrUpdate");
        return ImportMode.parse(text)
                .orElseThrow(() -> JsonFields.invalid("importMode is one of " + ImportMode.NAMES));
    }

    private Uni<Void> save(ConfigurationRequest request, Optional<ETag> expected) {
        return configurations.update(request, expected)
                .onFailure(StoredConfigurationTransfer::isAbsent).recoverWithUni(() -> configurations.create(request))
                .replaceWithVoid();
    }

    private static boolean isAbsent(Throwable failure) {
        return failure instanceof HubException refusal && refusal.code() == ErrorCode.CONFIGURATION_NOT_FOUND;
    }
}
