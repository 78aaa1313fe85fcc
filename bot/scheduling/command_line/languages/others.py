"""Words of the other languages in which times are read, for people who ask in their own."""

from bot.scheduling.command_line.languages.word_list import words

# Words that begin a question; some are names, too.
QUESTION_WORDS = (
    words("quién quien qué cuándo cuando dónde donde cuál cual cuáles cómo cuántas cuántos hay")
    | words("quand où qui quel quelle quels quelles combien comment est-ce")
    | words("wann wo wer welche welcher welches wie gibt")
    | words("quem qual quais onde quando quantas quantos")
    | words("chi dove quale wanneer wie waar welke")
)

# Words for help, alone in a line.
HELP_WORDS = words("hilfe ayuda aide ajuda aiuto")
