package io.nave.hub.jobs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** How devices.txt is cut into lines (semantics §7.3: UTF-8, one object per line). */
class LineReaderTest {

    private static final String FILE = "\uFEFF{\"id\":\"Gerät\"}\r\n\n  \t\n{\"id\":\"b\"}\n\r\n{\"id\":\"€\"}";

    @Test
    void linesAreTheSameWhereverTheStreamIsCut() {
        // given
        byte[] file = FILE.getBytes(UTF_8);
        List<JobLine> expected = List.of(new JobLine.Text(1, 20, "{\"id\":\"Gerät\"}"),
                new JobLine.Text(4, 36, "{\"id\":\"b\"}"), new JobLine.Text(6, 50, "{\"id\":\"€\"}"));
        for (int cut = 0; cut <= file.length; cut++) {
            // when
            List<JobLine> lines = read(Arrays.copyOf(file, cut), Arrays.copyOfRange(file, cut, file.length));
            // then
            assertThat(lines).as("cut at %s", cut).isEqualTo(expected);
        }
        assertThat(read(bytewise(file))).isEqualTo(expected);
    }

    @Test
    void lastLineNeedsNoEnd() {
        assertThat(read("a\nb".getBytes(UTF_8))).containsExactly(new JobLine.Text(1, 2, "a"), new JobLine.Text(2, 3, "b"));
        assertThat(read("a\nb\n".getBytes(UTF_8))).containsExactly(new JobLine.Text(1, 2, "a"),
                new JobLine.Text(2, 4, "b"));
    }

    @Test
    void emptyFileHasNoLines() {
        assertThat(read()).isEmpty();
        assertThat(read("\uFEFF".getBytes(UTF_8))).isEmpty();
        assertThat(read("\n\r\n \n".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void byteOrderMarkInsideIsText() {
        assertThat(read("a\n\uFEFFb".getBytes(UTF_8))).contains(new JobLine.Text(2, 6, "\uFEFFb"));
    }

    @Test
    void tooLongLineIsBrokenAndTheNextIsRead() {
        // given
        String longest = "x".repeat(LineReader.MAX_LINE);
        // when
        List<JobLine> lines = read((longest + "\n" + longest + "y\nz").getBytes(UTF_8));
        // then
        assertThat(lines).containsExactly(new JobLine.Text(1, 65_537, longest),
                new JobLine.Broken(2, 131_075, "The line has more than 65536 bytes"), new JobLine.Text(3, 131_076, "z"));
    }

    @Test
    void lineOfManyMegabytesIsDroppedInPieces() {
        // given
        LineReader reader = new LineReader(0, 0);
        byte[] piece = new byte[256 * 1024];
        // when
        for (int i = 0; i < 100; i++) {
            assertThat(reader.add(piece)).isEmpty();
        }
        // then
        assertThat(reader.add("\nnext\n".getBytes(UTF_8))).hasSize(2).element(1)
                .isEqualTo(new JobLine.Text(2, 100L * piece.length + 6, "next"));
    }

    @Test
    void otherEncodingIsBroken() {
        assertThat(read("a\n{\"id\":\"Gerät\"}\nb".getBytes(ISO_8859_1)))
                .contains(new JobLine.Broken(2, 17, "The line is not UTF-8"), new JobLine.Text(3, 18, "b"));
    }

    @Test
    void readingGoesOnWhereItWasLeft() {
        // given
        byte[] file = FILE.getBytes(UTF_8);
        for (JobLine line : read(file)) {
            // when
            LineReader reader = new LineReader(line.number(), line.endOffset());
            List<JobLine> rest = new ArrayList<>(reader.add(Arrays.copyOfRange(file, (int) line.endOffset(), file.length)));
            rest.addAll(reader.finish());
            // then
            assertThat(rest).isEqualTo(read(file).stream().filter(l -> l.number() > line.number()).toList());
        }
    }

    private static byte[][] bytewise(byte[] file) {
        byte[][] pieces = new byte[file.length][];
        for (int i = 0; i < file.length; i++) {
            pieces[i] = new byte[] { file[i] };
        }
        return pieces;
    }

    private static List<JobLine> read(byte[]... pieces) {
        LineReader reader = new LineReader(0, 0);
        List<JobLine> lines = new ArrayList<>();
        for (byte[] piece : pieces) {
            lines.addAll(reader.add(piece));
        }
        lines.addAll(reader.finish());
        return lines;
    }
}
