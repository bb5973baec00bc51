package io.nave.hub.twins;

/** A twin as the back end sees it. */
public record TwinDocument(Twin twin, TwinIdentity identity) {
}
