package io.nave.hub.id;

/** The version of an identity or a twin: opaque text, compared exactly. On the wire it stands in double quotes in headers. */
public record ETag(String value) {

    public ETag {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("An etag has at least one character");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
