"""The closed-class words of English: spinners swap some of them, thesauri mostly do not list them."""

FUNCTION_WORDS = frozenset(
    """a an the this that these those and or but nor so yet if because as until while of at by for with about against between into
    through during before after above below to from up down in out on off over under again then once here there when where why how all
    any both each few more most other some such no not only own same than too very can will just should now i me my myself we our ours
    ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they them their theirs
    themselves what which who whom whose am is are was were be been being have has had having do does did doing would could may might
    must shall ought upon within without also however although though since unless whether either neither one two three four five six
    seven eight nine ten first second third many much several every another less least else ever never always often toward towards
    among across along around behind beside besides beyond despite except inside near outside per via don't doesn't didn't isn't
    aren't wasn't weren't won't can't it's that's i'm""".split()
)
