package io.nave.architecture.violations.protocol.mqtt;

import org.apache.kafka.common.TopicPartition;

/** Planted: Kafka outside its endpoint. */
final class MqttSpeaksKafka {
    private TopicPartition partition = new TopicPartition("telemetry", 0);
}
