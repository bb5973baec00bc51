package io.nave.hub.jobs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Cuts a stream of UTF-8 bytes into lines: ended by LF or CRLF, the last one perhaps by nothing, a byte order mark left out,
 * blank lines counted but not given. Holds one line at most. Confined to one stream.
 */
final class LineReader {

    /** How many bytes a line has at most. */
    static final int MAX_LINE = 64 * 1024;

    private static final byte[] MARK = { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF };

    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long number;
    private long offset;
    private boolean tooLong;

    /** Goes on after the line of this number, which ends at this byte. */
    LineReader(long number, long offset) {
        this.number = number;
        this.offset = offset;
    }

    /** The lines that end in these bytes. */
    List<JobLine> add(byte[] bytes) {
        List<JobLine> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, start, i);
                start = i + 1;
                offset += 1;
                end(lines);
            }
        }
        keep(bytes, start, bytes.length);
        return lines;
    }

    /** The last line, when nothing ended it. */
    List<JobLine> finish() {
        List<JobLine> lines = new ArrayList<>();
        if (pending.size() > 0 || tooLong) {
            end(lines);
        }
        return lines;
    }

    private void keep(byte[] bytes, int from, int to) {
        offset += to - from;
        if (tooLong || pending.size() + to - from > MAX_LINE) {
            tooLong = true;
            pending.reset();
        } else {
            pending.write(bytes, from, to - from);
        }
    }

    private void end(List<JobLine> lines) {
        number++;
        if (tooLong) {
            lines.add(new JobLine.Broken(number, offset, "The line has more than " + MAX_LINE + " bytes"));
        } else {
            decode(lines);
        }
        pending.reset();
        tooLong = false;
    }

    private void decode(List<JobLine> lines) {
        try {
            String text = UTF_8.newDecoder().decode(withoutMark(pending.toByteArray())).toString().strip();
            if (!text.isEmpty()) {
                lines.add(new JobLine.Text(number, offset, text));
            }
        } catch (CharacterCodingException e) {
            lines.add(new JobLine.Broken(number, offset, "The line is not UTF-8"));
        }
    }

    private ByteBuffer withoutMark(byte[] line) {
        ByteBuffer buffer = ByteBuffer.wrap(line);
        boolean marked = number == 1 && line.length >= MARK.length
                && buffer.slice(0, MARK.length).equals(ByteBuffer.wrap(MARK));
        return marked ? buffer.position(MARK.length) : buffer;
    }
}
