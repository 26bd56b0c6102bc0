"""What the made-up readers say, by what it is about: sentences for AI headshots, and sentences against.

The names of the topics are the keys of the questions of the article we ship.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """What is said about one question by those who are at ease with AI headshots, and by those who are not."""

    at_ease: tuple[str, ...]
    uneasy: tuple[str, ...]


TOPICS: dict[str, Topic] = {
    "ethical": Topic(
        at_ease=(
            "Nobody is harmed by a nicer jacket and better light, and that is all mine has.",
            "If make-up and a good lens are honest, I cannot see where the lie begins.",
            "Ethics is about what you do to others, and my portrait does nothing to anybody.",
            "Say that it was made with AI and the whole problem is gone.",
            "We have retouched portraits since the daguerreotype; only the price has changed.",
            "I would rather be judged by my work than by the lamp in my kitchen.",
        ),
        uneasy=(
            "A portrait says *I was there*, and this one says it without having been anywhere.",
            "It is a small lie, but it is the first thing you tell a stranger.",
            "The faces it learned from were taken without asking, and that alone settles it for me.",
            "If it were harmless, people would label it, and almost nobody does.",
            "What troubles me is not the picture but that we have stopped minding.",
            "You can disclose a filter. Nobody can disclose how much of a face was guessed.",
        ),
    ),
    "encouraged": Topic(
        at_ease=(
            "Three hundred dollars was a week of groceries when I was looking for work.",
            "My mother came back to work at fifty-one and had no picture without a grandchild in it.",
            "Employers ask for a portrait and then complain about how people come by one.",
            "It is the first time that somebody without money has looked the part on paper.",
            "A tool that opens a door for those outside deserves at least not to be sneered at.",
            "We gave interview suits away at the shelter, and this is the same thing with pixels.",
            "Cheap eyeglasses were once said to ruin the character, too.",
        ),
        uneasy=(
            "The answer to an unfair custom is to drop the custom, not to fake our way through it.",
            "If everybody has the perfect picture, nobody has gained anything but a bill each month.",
            "Two photographers in my street have closed, and neither had a rich customer in years.",
            "A phone, a window and a patient friend cost nothing and show you as you are.",
            "*Allowed* is one thing. Encouraging it tells people that their own face will not do.",
            "Encourage blind applications instead; then no one needs a face at all.",
            "What is encouraged in March is expected by September.",
        ),
    ),
    "see-ourselves": Topic(
        at_ease=(
            "I saw myself rested for the first time in years, and went to bed earlier for a month.",
            "After an operation it was a relief to have one picture that was not about the scar.",
            "People survived the mirror and the selfie; they will survive this as well.",
            "It showed me that I could wear yellow. That is about as deep as it went.",
            "My daughter laughs at hers. She knows very well which one is the girl.",
            "I have seen myself in worse company than forty flattering strangers.",
            "We have been posing since there were ponds.",
        ),
        uneasy=(
            "I caught myself avoiding the camera because I no longer looked like my own profile.",
            "You choose the best of forty strangers and call it your face, and then you meet the mirror.",
            "My patients bring these pictures along and ask to be made to match them.",
            "It does not show you anything. It agrees with you, forty times over.",
            "What goes missing first is the asymmetry, and that was the part my husband liked.",
            "At fourteen you believe a picture sooner than your mother.",
            "I do not want to be *reminded* of myself by a machine.",
        ),
    ),
    "you-or-better": Topic(
        at_ease=(
            "It is me on a good day, and I have had such days.",
            "No photo is me. One is a thousandth of a second and the other is an average of many.",
            "My colleagues could not tell which one it was, and they see me every day.",
            "A painter would have done the same with my chin, and we would call it art.",
            "We are all a better version of ourselves in a job interview; that is what the tie is for.",
            "Ask my dog. He has never once looked at a photograph.",
            "I am several people before lunch, and it caught one of them.",
        ),
        uneasy=(
            "It is somebody who could be my cousin, and she has a better dentist.",
            "They gave me back my hair. It is not me, it is a rumor about me.",
            "Better by whose measure? Mine came back paler, and I had not asked for that.",
            "The mole is gone, the accent is gone from my face, and what is left could be anybody.",
            "Put ten of them side by side and you have a brochure, not ten people.",
            "It had the right glasses and the wrong person behind them.",
            "They left me the scarf and exchanged the neck.",
        ),
    ),
    "trust": Topic(
        at_ease=(
            "If I distrusted everyone who looks tired in person I would have no friends.",
            "I meet people to hear what they say. The picture was for finding them in the lobby.",
            "A flattering portrait tells me that somebody wanted to be liked, and so do I.",
            "Ten minutes into a conversation nobody remembers the thumbnail.",
            "I have been lied to by very ordinary photographs.",
            "Nobody ever hired me for my chin, and nobody will.",
            "People forgive a flattering picture far sooner than an unflattering word.",
        ),
        uneasy=(
            "I interviewed a man who was fifteen years older than his picture, and we both knew it.",
            "It is not vanity that I mind, it is that I have to wonder what else was improved.",
            "Trust is made of small checks, and this is the cheapest one there is.",
            "I sat through a whole dinner trying to find the woman from the picture in the one before me.",
            "My first thought was *who are you*, and the interview never quite got past it.",
            "A tenant sent me such a picture once. The references turned out to be as smooth.",
            "It is like shaking a hand with a glove on: polite, and yet.",
        ),
    ),
    "authenticity-flaw": Topic(
        at_ease=(
            "The opposite will happen: a plain snapshot will soon be the boldest thing on the page.",
            "Vinyl came back. Wrinkles will come back.",
            "Every generation thinks the next has forgotten what is real, and they never have.",
            "Once perfect is free it will be worth what free things are worth.",
            "Freckles were out of fashion for a century and are now sold in a pencil.",
            "My students already put *unedited* under their pictures, as a boast.",
            "Taste gets tired faster than any technology.",
        ),
        uneasy=(
            "It already has. My son was asked whether his photo was *meant* to look like that.",
            "In our directory I am the only one with pores, and it has been mentioned.",
            "You will not be forbidden to look real. You will just be passed over.",
            "An honest picture among retouched ones does not look honest, it looks lazy.",
            "My photo is from a booth, and a recruiter offered to have it *fixed* for me.",
            "The flaw will have a price, like everything handmade has.",
            "When all the teeth are straight a crooked one becomes a statement, and I only wanted teeth.",
        ),
    ),
    "acceptable": Topic(
        at_ease=(
            "For a corporate page I see no harm at all; those pictures never looked like anybody.",
            "A résumé is advertising and everyone who reads one knows it.",
            "Draw the line at documents and let people do as they like before that.",
            "Context does the work: a stage name is no forgery either.",
            "Nobody was ever hurt by a nice picture on the third page of an annual report.",
            "I would allow it wherever a drawing would be allowed.",
            "For an actor it would be fraud and for a plumber it is decoration.",
        ),
        uneasy=(
            "On a dating site somebody crosses a city at night because of that picture.",
            "At the border a face is not an opinion.",
            "The trouble with drawing a line is that every step looks like the one before it.",
            "Whoever signs for the picture should answer for it, and a company does sign.",
            "Anywhere that somebody may come to harm by believing it: no.",
            "My insurer wants a picture of the bicycle, untouched. I expect as much for a person.",
            "A company that puts it up has told me what else it would put up.",
        ),
    ),
    "breakthrough": Topic(
        at_ease=(
            "A likeness for everybody is what photography promised in the first place.",
            "It is a tool. Nobody wrote essays about the self-timer.",
            "The painters of miniatures were right to grieve, and we were right to buy cameras.",
            "I run a charity with nine volunteers and for once our website looks like one.",
            "Being seen well used to be for the rich. I cannot be sorry about that.",
            "In ten years nobody will know what we were arguing about.",
            "It gave my father a portrait in the uniform that he had lost, and he wept.",
        ),
        uneasy=(
            "The camera had to be in the room with you. That was the whole point of it.",
            "Insidious is the word: nothing happens on any one day.",
            "It moves everyone a little toward one face, and nobody voted on which.",
            "Galton averaged criminals and found them handsome. We should have stopped to think then.",
            "A breakthrough in what? Nobody has yet said what was broken.",
            "It turns a face into a setting.",
            "First the pictures get better than we are, and then we are asked to keep up.",
        ),
    ),
    "used-one": Topic(
        at_ease=(
            "I used one for a year and told everybody who asked. Four people asked.",
            "Mine got me past the first round twice, and the rest I had to do myself.",
            "I made forty, kept one, and it is the one that my sister picked out as real.",
            "I tried it for a laugh and then, well, I kept it.",
            "Mine is eight months old and I have aged more than it has.",
            "My whole team did it on a Friday afternoon, and it was the best afternoon in months.",
        ),
        uneasy=(
            "I made one, looked at it for a week and took it down again. It felt like borrowed teeth.",
            "I tried it and got six fingers and a cathedral. I took the hint.",
            "I have a folder of them that I would not open at work, which tells you something.",
            "I have not, and I notice that I say so with a little too much pride.",
            "My brother uses one. I scroll past him and then scroll back.",
            "I was sent mine by my employer, without having been asked.",
        ),
    ),
}

REACTIONS_AGREEING = (
    "This is what I was trying to say.",
    "Yes. And it took me a year to see it.",
    "Well put.",
    "Same here, word for word.",
    "Thank you for saying this without shouting.",
    "I would sign that.",
    "That is the best argument on this page so far.",
    "Came here to say this.",
    "I had to laugh, and then I had to agree.",
    "Quite.",
    "You put words to something that bothered me for weeks.",
    "This, and it ought to be taught.",
    "My mother would have liked you.",
    "More people should read down to here.",
    "I was on the other side until I read this.",
)
REACTIONS_OBJECTING = (
    "I don’t buy that.",
    "Fair point, but it proves less than you think.",
    "That is exactly the step that I cannot follow.",
    "With respect, no.",
    "You are answering a question that nobody asked.",
    "I used to think so too.",
    "Half of this I agree with, and the other half worries me.",
    "And who decides that?",
    "Hm. Not in my experience.",
    "No, and I can tell you why.",
    "That sounds better than it is.",
    "Try saying that to somebody who was turned away.",
    "This mixes up two things.",
    "You make it sound so tidy.",
    "I hear this often, and always from people with good cheekbones.",
    "Where does it say that?",
    "One could say the same of spectacles.",
    "Perhaps. But then say it about lipstick too.",
    "I read this twice and still disagree.",
    "That is a slogan and not a reason.",
)
QUESTIONS = (
    "Would you say the same about a passport?",
    "How would you even tell?",
    "Did anybody ever ask you about it?",
    "Would it change your mind if it were labeled?",
    "What would you tell a seventeen-year-old?",
    "Is there a picture of you that you would call true?",
    "Where would you have drawn the line twenty years ago?",
    "Who would have to pay for that?",
    "And if it were your daughter?",
    "Do you still look like it?",
    "What if nobody could tell, ever?",
)
ASIDES = (
    "I may be wrong.",
    "I say this as somebody who hates being photographed.",
    "(I work in hiring, for what it is worth.)",
    "My partner disagrees with every word of this.",
    "I have changed my mind on this twice already.",
    "Count the fingers anyway.",
    "That is all I have.",
    "I teach this to fifteen-year-olds, and they are ahead of us.",
    "Written on a train, forgive the typing.",
    "Not that anybody asked.",
    "I am seventy-three and enjoying this very much.",
    "My own portrait is a drawing, so take this with salt.",
    "Corrections are welcome.",
)
LISTS = (
    "What I would ask of anyone who uses one:\n\n- say so,\n- keep the age,\n- keep the glasses.",
    "Three things get mixed up here:\n\n1. retouching a photo,\n2. making up a photo,\n3. making up a person.",
    "My own rule is short:\n\n- *work*: fine,\n- *love*: no,\n- *law*: never.",
    "Before I posted mine I asked\n\n- my sister,\n- my boss,\n- somebody who cannot stand me.",
)
LINKS = (
    "Somebody kept a list of such cases: https://example.org/portraits/cases",
    "There is [an older essay](https://example.org/essays/composites) on averaged faces that says it better.",
    "The rule for passports is [written down](https://example.com/passport-photos), by the way.",
    "I wrote more about this at https://example.net/the-third-hand if anybody cares.",
)
CODE = (
    "The file still says how it was made: `Software: portrait-maker 4.1`. Look at yours.",
    "Mine came with the line\n\n```\nsubject: woman, 40, improved\n```\n\nin its description. *Improved.*",
)
