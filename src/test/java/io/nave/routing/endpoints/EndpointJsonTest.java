package io.nave.routing.endpoints;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Endpoints in the resource shape (semantics §1.1, §1.3), as owners write them and as they are stored. */
class EndpointJsonTest {

    private static final String SECRET = "hush";

    /** Marks a secret with its place, and takes it from there only. */
    private static final SecretForm MARKED = new SecretForm() {
        @Override
        public String write(EndpointSecret secret, String place) {
            return place + "|" + secret.reveal();
        }

        @Override
        public EndpointSecret read(String text, String place) {
            assertThat(text).startsWith(place + "|");
            return new EndpointSecret(text.substring(place.length() + 1));
        }
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "AMQP_ADDRESSES|{'url':'amqps://broker.test:5600','address':'orders','username':'u','password':'hush'}",
            "AMQP_ADDRESSES|{'url':'amqp://broker.test:5672','address':'orders'}",
            "KAFKA_TOPICS|{'bootstrapServers':'a:9092,b:9093','topic':'t','securityProtocol':'SASL_SSL','saslMechanism':'SCRAM-SHA-512','username':'u','password':'hush'}",
            "KAFKA_TOPICS|{'bootstrapServers':'a:9092','topic':'t','securityProtocol':'PLAINTEXT','saslMechanism':'PLAIN'}",
            "WEBHOOKS|{'url':'https://host.test/path?x=y','maxEvents':7,'secret':'hush'}",
            "WEBHOOKS|{'url':'http://host.test/','maxEvents':100}",
            "STORAGE_CONTAINERS|{'containerName':'abc','fileNameFormat':'{iothub}/{partition}/{YYYY}-{MM}-{DD}/{HH}{mm}','batchFrequencyInSeconds':60,'maxChunkSizeInBytes':10485760,'encoding':'avroDeflate','authenticationType':'keyBased'}",
            "EVENT_HUBS|{'connectionString':'Endpoint=sb://ns.test/;SharedAccessKeyName=send;SharedAccessKey=hush;EntityPath=hub','authenticationType':'keyBased'}",
            "SERVICE_BUS_QUEUES|{'connectionString':'Endpoint=sb://ns.test:5600/;SharedAccessKeyName=send;SharedAccessKey=hush;EntityPath=q','authenticationType':'keyBased'}",
            "SERVICE_BUS_TOPICS|{'connectionString':'Endpoint=sb://ns.test/;SharedAccessKeyName=send;SharedAccessKey=hush;EntityPath=t','authenticationType':'keyBased'}" })
    void endpointIsWrittenAsItWasDeclaredAndStoredWithItsSecretsInPlace(EndpointKind kind, String text) throws Exception {
        // given
        ObjectNode declared = json(text).put("name", "mine").put("ttlAsIso8601", "PT8H");

        // when
        CustomEndpoint endpoint = EndpointJson.read(kind, declared, SecretForm.MASKED).numbered(7);
        ObjectNode stored = EndpointJson.write(endpoint, MARKED);
        ObjectNode shown = EndpointJson.write(endpoint, SecretForm.MASKED);

        // then
        assertThat(EndpointJson.read(kind, stored, MARKED)).isEqualTo(endpoint);
        assertThat(json(shown.toString().replace(EndpointSecret.MASK, SECRET)))
                .isEqualTo(declared.deepCopy().put("id", "7"));
        assertThat(shown.toString()).doesNotContain(SECRET);
        assertThat(endpoint.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "KAFKA_TOPICS|{'bootstrapServers':'a:1','topic':'t','securityProtocol':'SASL_SSL','username':'u','password':'hush'}|bootstrapServers|b:1",
            "KAFKA_TOPICS|{'bootstrapServers':'a:1','topic':'t','securityProtocol':'SASL_SSL','username':'u','password':'hush'}|username|v",
            "KAFKA_TOPICS|{'bootstrapServers':'a:1','topic':'t','securityProtocol':'SASL_SSL','username':'u','password':'hush'}|securityProtocol|SASL_PLAINTEXT",
            "AMQP_ADDRESSES|{'url':'amqps://a.test','address':'o','username':'u','password':'hush'}|url|amqp://a.test:5671",
            "EVENT_HUBS|{'connectionString':'Endpoint=sb://a.test/;SharedAccessKeyName=n;SharedAccessKey=hush;EntityPath=e'}|connectionString|Endpoint=sb://b.test/;SharedAccessKeyName=n;SharedAccessKey=****;EntityPath=e" })
    void maskStandsForTheSecretOnlyWhereItWasMeantFor(EndpointKind kind, String text, String field, String other)
            throws Exception {
        // given
        Optional<EndpointSettings> present = Optional.of(read(kind, json(text)));
        ObjectNode masked = json(text.replace(SECRET, EndpointSecret.MASK));

        // then
        assertThat(KeptSecrets.fill(read(kind, masked), present)).isEqualTo(present.orElseThrow());
        assertThatThrownBy(() -> KeptSecrets.fill(read(kind, masked.put(field, other)), present))
                .hasMessageContaining("give the secret itself");
    }

    private static EndpointSettings read(EndpointKind kind, ObjectNode json) {
        return EndpointJson.read(kind, json.put("name", "mine"), SecretForm.MASKED).settings();
    }

    private static ObjectNode json(String text) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
