package io.nave.bench;

/** What the hub says to a device about its twin, as the topic spells it (device-protocols §1.11.2). */
sealed interface TwinTopic {

    /** The filters that a device subscribes to. */
    String ANSWERS = "$iothub/twin/res/#";
    String DESIRED_PATCHES = "$iothub/twin/PATCH/properties/desired/#";

    /** The answer to a request; version 0 where it names none. */
    record Answer(int status, int rid, long version) implements TwinTopic {
    }

    /** The desired properties have changed, and have this version now. */
    record DesiredPatch(long version) implements TwinTopic {
    }

    /** Something that no benchmark has asked for. */
    record Foreign(String topic) implements TwinTopic {
    }

    static TwinTopic parse(String topic) {
        String answer = "$iothub/twin/res/";
        String patch = "$iothub/twin/PATCH/properties/desired/?$version=";
        try {
            if (topic.startsWith(answer)) {
                return answer(topic.substring(answer.length()));
            }
            return topic.startsWith(patch) ? new DesiredPatch(Long.parseLong(topic.substring(patch.length())))
                    : new Foreign(topic);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return new Foreign(topic);
        }
    }

    /** {@code 204/?$rid=1000017&$version=18}, in this order. */
    private static Answer answer(String text) {
        String rid = "/?$rid=";
        String version = "&$version=";
        if (!text.startsWith(rid, 3)) {
            throw new NumberFormatException(text);
        }
        int end = text.indexOf(version);
        return new Answer(Integer.parseInt(text.substring(0, 3)),
                Integer.parseInt(text.substring(3 + rid.length(), end < 0 ? text.length() : end)),
                end < 0 ? 0 : Long.parseLong(text.substring(end + version.length())));
    }
}
