package io.nave.hub.jobs;

/**
 * The URI of a blob container as a back end gave it, in two parts: the URI itself, which everybody may see, and its query with
 * the question mark, which is a secret when it is a signature, and empty when there is none.
 */
public record ContainerUri(String uri, String query) {

    /** Cuts a URI; what follows a {@code #} is dropped. */
    static ContainerUri of(String text) {
        String whole = text.replaceFirst("#.*$", "");
        int query = whole.indexOf('?');
        return query < 0 ? new ContainerUri(whole, "") : new ContainerUri(whole.substring(0, query), whole.substring(query));
    }

    @Override
    public String toString() {
        return uri;
    }
}
