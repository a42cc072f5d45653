"""The tracking workbook (sổ theo dõi): what has to be done with each document and task, by whom, by when, and how far it is.

``ledger`` makes its rows, ``write`` and ``read`` are the file, ``decide`` applies what officers wrote, ``standing`` says who is late.
"""
