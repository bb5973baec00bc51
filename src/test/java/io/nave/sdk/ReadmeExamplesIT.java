package io.nave.sdk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.nave.hubprocess.HubProcess;
import io.nave.hubprocess.SharedHub;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples under "Connect an unmodified SDK" deliver a message, pasted from the README as they stand. Their sources are
 * {@code readme-example.js} and {@code ReadmeExample.java}.
 */
@ExtendWith(SharedHub.class)
class ReadmeExamplesIT {

    private static final Path SDK = Path.of("src", "test", "sdk");
    private static final Path NODE_EXAMPLE = SDK.resolve("node/readme-example.js");
    private static final Path JAVA_EXAMPLE = SDK.resolve("java/src/main/java/ReadmeExample.java");
    private static final Pattern NODE_OUTPUT = Pattern.compile("^sensor-\\d+ \\{ temperature: 21.5 }$", Pattern.MULTILINE);
    private static final Pattern JAVA_OUTPUT = Pattern.compile("^sensor-\\d+ \\{\"temperature\":21.5}$", Pattern.MULTILINE);

    @Test
    void nodeExampleDeliversAMessage(HubProcess hub) throws IOException {
        // given
        NodeSdk node = NodeSdk.prepare(hub);
        Path pasted = node.directory().resolve("pasted.js");
        // when
        Files.writeString(pasted, example("js"));
        // then
        node.runUntil(pasted, NODE_OUTPUT);
    }

    @Test
    void javaExampleDeliversAMessage(HubProcess hub) throws IOException {
        // given
        JavaSdk java = JavaSdk.prepare(hub);
        Path pasted = Files.createDirectories(java.directory().resolve("pasted")).resolve("ReadmeExample.java");
        // when
        Files.writeString(pasted, example("java"));
        // then
        java.runUntil(pasted, JAVA_OUTPUT);
    }

    @Test
    void readmeShowsTheExamplesThatAreKeptWithTheTests() throws IOException {
        assertThat(example("js").strip()).isEqualTo(Files.readString(NODE_EXAMPLE).strip());
        assertThat(example("java").strip()).isEqualTo(Files.readString(JAVA_EXAMPLE).strip());
    }

    /** The first code block of that language under the heading. */
    private static String example(String language) throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        Matcher section = Pattern.compile("^#+ Connect an unmodified SDK\\s*$(.*?)(?=^#{1,2} |\\z)",
                Pattern.MULTILINE | Pattern.DOTALL).matcher(readme);
        assertThat(section.find()).as("README.md has the heading \"Connect an unmodified SDK\"").isTrue();
        Matcher block = Pattern.compile("^```" + language + "\\s*$\\n(.*?)^```\\s*$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(section.group(1));
        assertThat(block.find()).as("it shows a block of " + language).isTrue();
        return block.group(1);
    }
}
