package io.nave.hub.blobs;

import java.util.Map;
import java.util.Optional;

import io.nave.hub.files.BlobName;

import static java.util.Objects.requireNonNullElse;

/**
 * The fields of a service SAS as they stand in a query, decoded: {@code sv sr st se sp spr sip si ses rscc rscd rsce rscl rsct
 * sig}. What is signed over them is the string of version 2020-12-06 of Azure's storage services.
 */
record SasFields(Map<String, String> values) {

    /** The version whose string to sign this is. */
    static final String VERSION = "2020-12-06";
    static final String OF_BLOB = "b";
    static final String OF_CONTAINER = "c";

    SasFields {
        values = Map.copyOf(values);
    }

    /** The value, empty when there is none. */
    String get(String name) {
        return requireNonNullElse(values.get(name), "");
    }

    /** One line each, in the order in which the service reads them; the last five are headers of the answer. */
    String stringToSign(String account, String container, Optional<BlobName> blob) {
        String resource = "/blob/" + account + "/" + container + blob.map(name -> "/" + name.value()).orElse("");
        return String.join("\n", get("sp"), get("st"), get("se"), resource, get("si"), get("sip"), get("spr"), get("sv"),
                get("sr"), "", get("ses"), get("rscc"), get("rscd"), get("rsce"), get("rscl"), get("rsct"));
    }

    @Override
    public String toString() {
        return "SasFields[sr=" + get("sr") + ", sp=" + get("sp") + ", se=" + get("se") + "]";
    }
}
