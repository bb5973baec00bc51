package io.nave.twins;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.nave.twins.TwinModel.Branch;
import io.nave.twins.TwinModel.Leaf;

import static org.assertj.core.api.Assertions.assertThat;

/** The model merges as semantics §4.3 says, with its vectors, and knows which write touched what. */
class TwinModelTest {

    private final TwinModel model = new TwinModel();
    private long version = TwinModel.FRESH;

    @Test
    void nullDeletesAndIsNoErrorWhereNothingIs() {
        patch("{'a':1,'b':2}");
        patch("{'a':null,'c':null}");
        assertValues("{'b':2}");
    }

    @Test
    void objectsMergeAndAllElseReplaces() {
        patch("{'o':{'a':1,'b':{'c':1}},'l':[1,{'x':1}],'s':1}");
        patch("{'o':{'a':2,'b':{'d':1}},'l':[{'y':2}],'s':{'new':true}}");
        assertValues("{'o':{'a':2,'b':{'c':1,'d':1}},'l':[{'y':2}],'s':{'new':true}}");
        patch("{'o':5.0}");
        assertValues("{'o':5.0,'l':[{'y':2}],'s':{'new':true}}");
    }

    @Test
    void nullInAnObjectThatIsNotThereLeavesAnEmptyObject() {
        patch("{'p':null}");
        assertValues("{}");
        patch("{'p':{'q':null}}");
        assertValues("{'p':{}}");
        patch("{'p':{'q':null}}");
        assertValues("{'p':{}}");
        patch("{'p':null}");
        assertValues("{}");
    }

    @Test
    void nullInAnObjectInPlaceOfAValueIsDropped() {
        patch("{'p':1}");
        patch("{'p':{'q':{'r':null,'s':1}}}");
        assertValues("{'p':{'q':{'s':1}}}");
    }

    @Test
    void replacementDropsWhatWasAndItsOwnNulls() {
        patch("{'old':{'a':1}}");
        model.replace(object("{'a':null,'b':{'c':null},'$version':7}"), ++version);
        assertValues("{'b':{}}");
        assertThat(model.root()).isEqualTo(new Branch(Map.of("b", new Branch(Map.of(), 3)), 3));
    }

    @Test
    void membersOfTheHubAreIgnoredAtTheRoot() {
        patch("{'a':1,'$version':9,'$etag':'x','$metadata':{'a':1}}");
        assertValues("{'a':1}");
    }

    @Test
    void wholeNumbersAreNotOthers() {
        patch("{'n':5}");
        assertThat(model.values()).isNotEqualTo(object("{'n':5.0}"));
    }

    @Test
    void writeTouchesWhatItSetsAndAllAboveIt() {
        patch("{'a':{'b':{'c':1},'d':1},'e':1}");
        patch("{'a':{'b':{'c':2}}}");
        assertThat(model.root()).isEqualTo(new Branch(Map.of("e", leaf(2), "a",
                new Branch(Map.of("d", leaf(2), "b", new Branch(Map.of("c", new Leaf(new IntNode(2), 3)), 3)), 3)), 3));
    }

    @Test
    void deletionTouchesWhatItWasIn() {
        patch("{'a':{'b':1,'d':1},'e':1}");
        patch("{'a':{'b':null}}");
        assertThat(model.root())
                .isEqualTo(new Branch(Map.of("e", leaf(2), "a", new Branch(Map.of("d", leaf(2)), 3)), 3));
    }

    @Test
    void equalValueIsTouched() {
        patch("{'a':1}");
        patch("{'a':1}");
        assertThat(model.root()).isEqualTo(new Branch(Map.of("a", leaf(3)), 3));
    }

    private static Leaf leaf(long version) {
        return new Leaf(new IntNode(1), version);
    }

    private void patch(String json) {
        model.patch(object(json), ++version);
    }

    private void assertValues(String json) {
        assertThat(model.values()).isEqualTo(object(json));
    }

    private static ObjectNode object(String json) {
        return TwinJson.object(json.replace('\'', '"'));
    }
}
