"""English names that only look like times; each is read as one word, so that no rule sees the time in it."""

from __future__ import annotations

NAMES: tuple[str, ...] = (
    "Black September", "Black Sunday", "Black Monday", "Black Tuesday", "Black Wednesday", "Black Thursday",
    "Bloody Sunday", "Bloody Friday", "Super Tuesday", "Giving Tuesday", "Casual Friday", "Freaky Friday",
    "Man Friday", "Ruby Tuesday", "Wednesday Addams", "Joe Friday", "Happy Mondays",
    "Monday Night Football", "Sunday Night Football", "Thursday Night Football", "Saturday Night Live",
    "Saturday Night Fever", "Friday Night Lights", "Friday Night Dinner", "Friday the 13th",
    "Sunday Times", "Sunday Telegraph", "Sunday Mirror", "Sunday Express", "Sunday Mail", "Sunday Herald",
    "Sunday World", "Sunday Post", "Mail on Sunday", "Independent on Sunday", "Saturday Evening Post",
    "Daily Mail", "Daily Telegraph", "Daily Mirror", "Daily Express", "Daily News", "Daily Star", "Daily Beast",
    "Daily Record", "Daily Show", "Weekly Standard", "Publishers Weekly", "Entertainment Weekly",
    "New Year Honours", "Chinese New Year", "Lunar New Year", "Tamil New Year", "Persian New Year",
    "Jewish New Year", "Islamic New Year", "Arab Spring", "Prague Spring", "Jasmine Revolution", "Winter War",
    "Winter Olympics", "Summer Olympics", "Winter Games", "Summer Games", "Winter Paralympics", "Summer Paralympics",
    "Winter Palace", "Summer Palace", "Winter Park", "Winter X Games", "Donna Summer", "Kyle Busch",
    "October Revolution", "February Revolution", "July Revolution", "July Monarchy", "October War",
    "Million Man March", "Salt March", "Long March", "March Madness", "April Theses", "August Wilson",
    "Hundred Years' War", "Thirty Years' War", "Seven Years' War", "Eighty Years' War",
    "Nine Years' War", "Six-Day War", "Six Day War", "Yom Kippur War", "Twelve Years a Slave", "Day of the Jackal",
    "Independence Day Resurgence", "Groundhog Day movie", "Boxing Day Test", "Corpus Christi , Texas",
    "Corpus Christi , Tex", "White Christmas",
    "Easter Island", "Easter Rising", "Easter Offensive", "Christmas Island", "Tet Offensive",
    "Doomsday", "Day-Lewis", "Day Lewis", "Doris Day", "Last Tango", "Late Show", "Tonight Show", "Today Show",
    "Late Late Show", "USA Today", "Russia Today", "India Today", "Japan Today", "Burma Today",
    "Tomorrow Never Dies", "Today programme", "Times Square", "Second Life", "Second World War", "First World War",
    "Second Amendment", "First Amendment", "First Lady", "Second Lady", "First Minister", "Minute Maid",
    "Midnight Express", "Midnight Cowboy", "Morning Star", "Morning Herald",
    "Morning Joe", "Evening Standard", "Good Morning America",
)  # fmt: skip

IDIOMS: tuple[str, ...] = (
    "every now and then", "now and then", "now and again", "day care", "split second", "second hand", "second-hand",
    "second thoughts", "second best", "second-best", "second nature", "second to none",
    "second guess", "second-guess", "second chance", "second place", "second-place", "fall short", "fall apart",
    "fall back", "fall guy", "fall victim", "fall foul", "fall asleep", "fall in love", "spring up", "spring water",
    "spring roll", "spring rolls", "spring onion", "spring onions", "rainy day", "field day", "man of the hour",
    "rush hour", "eleventh hour", "zero hour", "happy hour", "last minute", "last-minute", "up to the minute",
    "up-to-the-minute", "minute amounts", "minute traces", "sign of the times", "hour of need", "day job", "day jobs",
    "judgment day", "judgement day", "order of the day", "night club", "night clubs", "night shift", "day shift",
    "winter wheat", "spring wheat", "winter barley", "spring barley",
    "night school", "night watchman", "morning sickness", "evening dress", "morning glory",
)  # fmt: skip
"""Idioms with a word of time in them that say no time."""
