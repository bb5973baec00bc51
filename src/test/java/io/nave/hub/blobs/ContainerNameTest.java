package io.nave.hub.blobs;

import jakarta.ws.rs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Names of containers as Azure has them, without those that REST has taken. */
class ContainerNameTest {

    @ParameterizedTest
    @ValueSource(strings = { "uploads", "a1b", "device-files-2" })
    void nameOfAzuresIsOne(String name) {
        assertThat(new ContainerName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ab", "Uploads", "a--b", "-ab", "ab-", "a/b", "a.b", "a b", "$root", "..." })
    void otherTextIsNone(String name) {
        assertThatThrownBy(() -> new ContainerName(name)).hasMessageContaining("nave.files.container");
    }

    @Test
    void nameThatRestHasTakenIsRefused() {
        for (JavaClass resource : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.nave.protocol.http", "io.nave.admin")) {
            if (resource.isAnnotatedWith(Path.class)) {
                String word = resource.getAnnotationOfType(Path.class).value().split("/")[1];
                assertThatThrownBy(() -> new ContainerName(word)).as(word).hasMessageContaining("nave.files.container");
            }
        }
    }
}
