package io.nave.routing.endpoints;

/** How secrets stand in a document: shown to nobody, or sealed in the store. */
public interface SecretForm {

    /** For whoever asks: nothing of it. Read back, the mask stands for the secret that is stored ({@link KeptSecrets}). */
    SecretForm MASKED = new SecretForm() {
        @Override
        public String write(EndpointSecret secret, String place) {
            return EndpointSecret.MASK;
        }

        @Override
        public EndpointSecret read(String text, String place) {
            return new EndpointSecret(text);
        }
    };

    /** {@code place} is the same for as long as the endpoint has the secret. */
    String write(EndpointSecret secret, String place);

    /** Fails with SERVER_ERROR when it was written for another place, or cannot be read. */
    EndpointSecret read(String text, String place);
}
