package io.nave.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What may be wrong with a data directory is said in a sentence. */
class DataDirectoryTest {

    @TempDir
    Path folder;

    @Test
    void fullDiskIsASentence() {
        assertThatThrownBy(() -> DataDirectory.open(folder, Long.MAX_VALUE)).isInstanceOf(LaunchFailure.class)
                .hasMessageMatching(
                        "The disk that holds .* is full: \\d+ MB are free and the hub needs \\d+ MB to start\\. .*");
    }

    @Test
    void fileInItsPlaceIsASentence() throws Exception {
        // given
        Path file = Files.writeString(folder.resolve("data"), "");
        // then
        assertThatThrownBy(() -> DataDirectory.open(file)).isInstanceOf(LaunchFailure.class).hasMessageContaining("is a file");
    }

    @Test
    void directoryThatCannotBeMadeIsASentence() {
        assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/nave"))).isInstanceOf(LaunchFailure.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void lockEndsWithClose() {
        // given
        DataDirectory.open(folder).close();
        // when
        try (DataDirectory again = DataDirectory.open(folder)) {
            // then
            assertThat(again.resolve("nave.lock")).exists();
        }
    }
}
