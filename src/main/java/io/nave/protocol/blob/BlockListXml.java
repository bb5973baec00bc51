package io.nave.protocol.blob;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.nave.hub.blobs.BlobError;
import io.nave.hub.blobs.BlobRefusal;
import io.nave.hub.blobs.BlockId;
import io.nave.hub.blobs.BlockList;
import io.nave.hub.blobs.BlockList.Block;
import io.nave.hub.blobs.ListedBlock;
import io.nave.hub.blobs.ListedBlock.From;

/** {@code <BlockList><Latest>…</Latest></BlockList>} as it is put, and the longer form in which it is got. */
final class BlockListXml {

    private static final String ROOT = "BlockList";

    private BlockListXml() {
    }

    /** Fails with INVALID_XML_DOCUMENT. Documents with a DTD are none. */
    static List<ListedBlock> parse(byte[] document) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
            List<ListedBlock> blocks = new ArrayList<>();
            if (reader.nextTag() != XMLStreamReader.START_ELEMENT || !reader.getLocalName().equals(ROOT)) {
                throw invalid();
            }
            while (reader.nextTag() == XMLStreamReader.START_ELEMENT) {
                From from = from(reader.getLocalName());
                blocks.add(new ListedBlock(id(reader.getElementText()), from));
            }
            return blocks;
        } catch (XMLStreamException e) {
            throw invalid();
        }
    }

    private static From from(String element) {
        return switch (element) {
            case "Latest" -> From.LATEST;
            case "Committed" -> From.COMMITTED;
            case "Uncommitted" -> From.UNCOMMITTED;
            default -> throw invalid();
        };
    }

    private static BlockId id(String text) {
        try {
            return new BlockId(text.strip());
        } catch (BlobRefusal e) {
            throw new BlobRefusal(BlobError.INVALID_BLOCK_LIST, "The list has an id that no block can have");
        }
    }

    private static BlobRefusal invalid() {
        return new BlobRefusal(BlobError.INVALID_XML_DOCUMENT,
                "A block list is <BlockList> with <Latest>, <Committed> and <Uncommitted>, each with a block id");
    }

    /** {@code type}: which of both lists are wanted: {@code committed}, {@code uncommitted} or {@code all}. */
    static String write(BlockList list, String type) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        if (!type.equals("uncommitted")) {
            write(xml, "CommittedBlocks", list.committed());
        }
        if (!type.equals("committed")) {
            write(xml, "UncommittedBlocks", list.uncommitted());
        }
        return xml.append("</BlockList>").toString();
    }

    private static void write(StringBuilder xml, String element, List<Block> blocks) {
        xml.append('<').append(element).append('>');
        blocks.forEach(block -> xml.append("<Block><Name>").append(block.id().value()).append("</Name><Size>")
                .append(block.size()).append("</Size></Block>"));
        xml.append("</").append(element).append('>');
    }
}
