package io.nave.hub.queries;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

/** Answers queries page by page (semantics §3.1). Completes on a thread of the store. */
@Singleton
public final class QueryService {

    /** The most items of a page, and how many it has when nobody asks for a number. */
    public static final int MAX_PAGE = 100;

    private final TwinQueryStore store;

    public QueryService(TwinQueryStore store) {
        this.store = store;
    }

    /**
     * A page of at most {@code size} items, which is brought into range. A continuation is given only when another item is
     * there. Fails with ARGUMENT_INVALID when the query or the continuation cannot be read, and SERVICE_UNAVAILABLE.
     */
    public Uni<QueryPage> page(String text, Optional<String> continuation, int size) {
        TwinQuery query = QueryParser.parse(text);
        Optional<ContinuationToken> token = continuation.map(written -> ContinuationToken.parse(written, text));
        int before = token.map(ContinuationToken::before).orElse(0);
        int left = Math.max(0, query.top().orElse(Integer.MAX_VALUE) - before);
        int wanted = Math.min(left, Math.clamp(size, 1, MAX_PAGE));
        int looked = Math.min(left, wanted + 1);
        return looked == 0 ? Uni.createFrom().item(page(query, List.of(), Optional.empty()))
                : store.find(query, token.map(ContinuationToken::position), looked)
                        .map(rows -> page(query, text, rows, wanted, before));
    }

    private static QueryPage page(TwinQuery query, String text, List<QueryRow> rows, int wanted, int before) {
        if (rows.size() <= wanted) {
            return page(query, rows, Optional.empty());
        }
        List<QueryRow> shown = rows.subList(0, wanted);
        return page(query, shown,
                Optional.of(ContinuationToken.of(text, before + wanted, shown.getLast().position()).text()));
    }

    private static QueryPage page(TwinQuery query, List<QueryRow> rows, Optional<String> continuation) {
        return new QueryPage(QueryPage.ItemType.of(query), rows, continuation);
    }
}
