package io.nave.protocol.blob;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A client that does not give up: whenever its hub is there again it asks which blocks are, sends the others, and commits. Runs
 * on a thread of its own.
 */
final class PersistentUpload implements Runnable {

    private static final Pattern NAME = Pattern.compile("<Name>(.*?)</Name>");
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final StorageClient client;
    private final List<byte[]> blocks;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private volatile boolean committing;

    PersistentUpload(StorageClient client, List<byte[]> blocks) {
        this.client = client;
        this.blocks = List.copyOf(blocks);
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                if (client.head().statusCode() == 200) {
                    return;
                }
                goOn();
            } catch (IllegalStateException e) {
                LockSupport.parkNanos(PAUSE); // the hub is away
            }
        }
    }

    private void goOn() {
        Set<String> there = NAME.matcher(client.blockList("uncommitted").body()).results().map(PersistentUpload::name)
                .collect(Collectors.toSet());
        acknowledged.stream().filter(id -> !there.contains(id)).forEach(lost::add);
        List<String> ids = new ArrayList<>();
        for (byte[] block : blocks) {
            String id = "%06d".formatted(ids.size());
            ids.add(id);
            if (!there.contains(StorageClient.id(id))) {
                require(client.putBlock(id, block).statusCode());
                acknowledged.add(StorageClient.id(id));
            }
        }
        committing = true;
        require(client.putBlockList(ids.toArray(String[]::new)).statusCode());
    }

    private static String name(MatchResult entry) {
        return entry.group(1);
    }

    private static void require(int status) {
        if (status != 201) {
            throw new AssertionError("answered with " + status);
        }
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** Blocks that were acknowledged and are not there while nothing is committed. */
    Set<String> lost() {
        return Set.copyOf(lost);
    }

    /** Whether the hub has been sent the list. */
    boolean isCommitting() {
        return committing;
    }
}
