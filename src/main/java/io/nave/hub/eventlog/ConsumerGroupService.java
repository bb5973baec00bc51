package io.nave.hub.eventlog;

import java.util.List;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.nave.hub.error.ErrorCode;
import io.nave.hub.error.HubException;
import io.nave.hub.limits.HubLimits;
import io.smallrye.mutiny.Uni;

/** Creates, lists and deletes the consumer groups of the built-in endpoint, by the rules of Event Hubs. */
@Singleton
public final class ConsumerGroupService {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,49}");

    private final ConsumerGroupStore store;

    public ConsumerGroupService(ConsumerGroupStore store) {
        this.store = store;
    }

    /** All names, {@code $Default} first. */
    public Uni<List<String>> list() {
        return store.list();
    }

    /** Creates a group; true when it is new. Fails with ARGUMENT_INVALID, or INVALID_OPERATION when there are 20. */
    public Uni<Boolean> create(String name) {
        return Uni.createFrom().item(name)
                .invoke(ConsumerGroupService::requireName)
                .chain(store::exists)
                .chain(exists -> exists ? Uni.createFrom().item(false) : createAnother(name));
    }

    /** Deletes a group. Fails with RESOURCE_NOT_FOUND, or INVALID_OPERATION for {@code $Default}. */
    public Uni<Void> delete(String name) {
        return Uni.createFrom().item(name)
                .invoke(ConsumerGroupService::requireNotDefault)
                .chain(store::delete)
                .invoke(deleted -> requireDeleted(name, deleted))
                .replaceWithVoid();
    }

    private Uni<Boolean> createAnother(String name) {
        return store.list().invoke(ConsumerGroupService::requireRoom).chain(() -> store.create(name));
    }

    private static void requireRoom(List<String> groups) {
        if (groups.size() >= HubLimits.MAX_CONSUMER_GROUPS) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "There are " + HubLimits.MAX_CONSUMER_GROUPS
                    + " consumer groups already; delete one that is not used any more");
        }
    }

    private static void requireName(String name) {
        if (!name.equalsIgnoreCase(ConsumerGroupStore.DEFAULT) && !NAME.matcher(name).matches()) {
            throw new HubException(ErrorCode.ARGUMENT_INVALID,
                    "A consumer group's name has 1 to 50 letters, digits, '.', '-' and '_' and starts with a letter or digit");
        }
    }

    private static void requireNotDefault(String name) {
        if (name.equalsIgnoreCase(ConsumerGroupStore.DEFAULT)) {
            throw new HubException(ErrorCode.INVALID_OPERATION, "$Default cannot be deleted");
        }
    }

    private static void requireDeleted(String name, boolean deleted) {
        if (!deleted) {
            throw new HubException(ErrorCode.RESOURCE_NOT_FOUND, "There is no consumer group '" + name + "'");
        }
    }
}
